package org.postrider.kernel.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An append-only log in numbered segment files.
///
/// Thread-safe. An append is in the operating system's hands when it returns, and on the disk too where it was asked to
/// be
/// durable. Appenders that wait for the disk at the same time share one `fdatasync`: whoever gets the lock forces for
/// all who have written by then.
///
/// Segments are released from the oldest on only: a record that takes back an older one never disappears before it.
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final Path folder;
    private final long segmentOctetsMax;
    private final BootId boot;
    private final NavigableMap<Long, Segment> segments = new ConcurrentSkipListMap<>();

    private final ReentrantLock appending = new ReentrantLock();
    private final ReentrantLock forcing = new ReentrantLock();

    /// Guarded by `appending`; the last in `segments`.
    private Segment current;
    /// Segments before it that are not yet forced. Guarded by `appending`.
    private final List<Segment> full = new ArrayList<>();
    /// The current segment could not be forced. Guarded by `appending`.
    private boolean failed;
    /// Guarded by `appending`; counts every octet ever appended by this process.
    private volatile long appended;
    /// Guarded by `forcing` for writing.
    private volatile long forced;

    /// What a failed force left uncertain: octets after `lostFrom` up to `lostTo`. Guarded by `forcing` for
    /// writing.
    private volatile long lostFrom = Long.MAX_VALUE;

    private volatile long lostTo;
    private final LongAdder records = new LongAdder();
    private final LongAdder forces = new LongAdder();

    private Journal(Path folder, long segmentOctetsMax, BootId boot, List<Segment> found) throws IOException {
        this.folder = folder;
        this.segmentOctetsMax = segmentOctetsMax;
        this.boot = boot;
        long next = 1;
        for (Segment segment : found) {
            segments.put(segment.number(), segment);
            next = Math.max(next, segment.number() + 1);
        }
        this.current = Segment.create(folder, next, boot);
        segments.put(next, current);
        forceFolder();
    }

    /// Opens the journal in `folder`, which is made where there is none, and begins a new segment.
    ///
    /// A file that is no segment is left aside with a warning.
    ///
    /// @param segmentOctetsMax when a new segment begins
    public static Journal open(Path folder, long segmentOctetsMax) throws IOException {
        return open(folder, segmentOctetsMax, BootId.current());
    }

    static Journal open(Path folder, long segmentOctetsMax, BootId boot) throws IOException {
        Files.createDirectories(folder);
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(Segment.SUFFIX))
                    .sorted()
                    .toList();
        }
        List<Segment> found = new ArrayList<>();
        for (Path file : files) {
            try {
                found.add(Segment.open(file, boot));
            } catch (DamagedSegmentException e) {
                Path aside = aside(file);
                LOG.error("{}; it is kept as {} and not read", e.getMessage(), aside.getFileName());
                Files.move(file, aside);
            }
        }
        return new Journal(folder, segmentOctetsMax, boot, found);
    }

    private static Path aside(Path file) {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        for (int i = 2; Files.exists(aside); i++) {
            aside = file.resolveSibling(file.getFileName() + ".damaged" + i);
        }
        return aside;
    }

    /// Shows every record of earlier processes, oldest first. To be called before the first append.
    public void replay(Reader reader) throws IOException {
        for (Segment segment : segments.values()) {
            if (segment != current) {
                new SegmentScan(segment).run(reader);
            }
        }
    }

    /// Appends a record.
    ///
    /// @param type the caller's matter
    /// @param durable return only when it is on the disk
    /// @param payload consumed; at most 1 GiB together
    /// @throws IOException where it could not be written, or is not certain to be on the disk; nothing
    ///     after it is affected
    public Position append(int type, boolean durable, ByteBuffer... payload) throws IOException {
        Position position;
        long mine;
        appending.lock();
        try {
            if (failed || current.size() > segmentOctetsMax) {
                roll();
            }
            Segment segment = current;
            ByteBuffer header = RecordFormat.recordHeader(segment.salt(), segment.number(), type, payload);
            int length = header.getInt(8);
            position = new Position(segment.number(), segment.append(header, payload), length);
            mine = appended + RecordFormat.RECORD_HEADER_OCTETS + length;
            appended = mine;
            records.increment();
        } finally {
            appending.unlock();
        }
        if (durable) {
            awaitForced(mine);
        }
        return position;
    }

    /// Makes all that was appended so far durable.
    public void force() throws IOException {
        awaitForced(appended);
    }

    /// Reads a part of a record's payload.
    ///
    /// @param offset in the segment, between the payload's bounds
    public void read(long segment, long offset, ByteBuffer target) throws IOException {
        Segment found = segments.get(segment);
        if (found == null) {
            throw new IOException("segment " + segment + " of the journal is gone");
        }
        found.read(target, offset);
    }

    /// The number of the segment that is appended to now.
    public long currentSegment() {
        return segments.lastKey();
    }

    public long oldestSegment() {
        return segments.firstKey();
    }

    /// How large a segment is, in octets; 0 where it is gone.
    public long size(long segment) {
        Segment found = segments.get(segment);
        return found == null ? 0 : found.size();
    }

    /// Deletes all segments with a number below `segment`, oldest first.
    public void releaseBefore(long segment) throws IOException {
        for (Segment old : List.copyOf(segments.headMap(segment).values())) {
            segments.remove(old.number());
            old.delete();
        }
    }

    /// How many records were appended; over the times that the disk was waited for: how many went together.
    public long records() {
        return records.sum();
    }

    /// How many times the disk was waited for.
    public long forces() {
        return forces.sum();
    }

    @Override
    public void close() throws IOException {
        force();
        for (Segment segment : segments.values()) {
            segment.close();
        }
    }

    // Guarded by `appending`. What is full is forced by whoever next waits for the disk.
    private void roll() throws IOException {
        Segment fresh = Segment.create(folder, current.number() + 1, boot);
        forceFolder();
        if (!failed) {
            full.add(current);
        }
        failed = false;
        segments.put(fresh.number(), fresh);
        current = fresh;
    }

    private void awaitForced(long mine) throws IOException {
        if (forced < mine) {
            forcing.lock();
            try {
                if (forced < mine) {
                    forceAll();
                }
            } finally {
                forcing.unlock();
            }
        }
        if (mine > lostFrom && mine <= lostTo) {
            throw new IOException("the disk did not take what was written; see the error before this one");
        }
    }

    // Older segments first: what follows a record is never on the disk without it.
    private void forceAll() throws IOException {
        List<Segment> unforced;
        long upTo;
        appending.lock();
        try {
            unforced = new ArrayList<>(full);
            unforced.add(current);
            full.clear();
            upTo = appended;
        } finally {
            appending.unlock();
        }
        try {
            for (Segment segment : unforced) {
                segment.force();
                forces.increment();
            }
            forced = upTo;
        } catch (IOException e) {
            giveUpUnforced();
            throw e;
        }
    }

    // After a failed force the system may have dropped what it could not write, and would say nothing of it the next
    // time: of all that was not forced before nothing is certain, and nothing more goes to that file.
    private void giveUpUnforced() {
        appending.lock();
        try {
            lostFrom = Math.min(lostFrom, forced);
            lostTo = appended;
            forced = appended;
            full.clear();
            failed = true;
        } finally {
            appending.unlock();
        }
    }

    private void forceFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Is shown records.
    @FunctionalInterface
    public interface Reader {
        /// @param position of the payload
        /// @param sameBoot true where the record was written in the operating system's present run
        /// @param payload only valid during the call
        void record(Position position, int type, boolean sameBoot, ByteBuffer payload) throws IOException;
    }
}
