package org.postrider.kernel.state;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.postrider.api.state.StateTable;
import org.postrider.kernel.rehearsal.Rehearsal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A table in memory, and a file with a line for each change: `+key value` or `-key`, both URL-encoded. What a crash
/// left
/// of a line at the end is cut off. When most lines are old the file is written anew, beside the old one, and takes its
/// name. Thread-safe.
final class StateFile implements StateTable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
    private static final int OLD_LINES_MIN = 1000;
    private static final long FILE_OCTETS_MAX = 1L << 30;

    private final Path file;
    private final int entriesMax;
    /// The one changed longest ago first. Guarded by this, as all below.
    private final LinkedHashMap<String, String> entries = new LinkedHashMap<>();

    private FileChannel channel;
    private long lines;

    private StateFile(Path file, int entriesMax, FileChannel channel) {
        this.file = file;
        this.entriesMax = entriesMax;
        this.channel = channel;
    }

    static StateFile open(Path file, int entriesMax) throws IOException {
        if (entriesMax < 1) {
            throw new IllegalArgumentException("a table holds at least one entry");
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        StateFile table = new StateFile(file, entriesMax, channel);
        table.read();
        return table;
    }

    private synchronized void read() throws IOException {
        if (channel.size() > FILE_OCTETS_MAX) {
            throw new IOException(file + " has " + channel.size() + " octets, more than a table can have");
        }
        byte[] octets = Files.readAllBytes(file);
        int start = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\n') {
                apply(new String(octets, start, i - start, StandardCharsets.US_ASCII));
                start = i + 1;
            }
        }
        if (start < octets.length) {
            LOG.warn("{} ended in the middle of a change, which is left out", file);
            channel.truncate(start);
        }
        channel.position(start);
    }

    private void apply(String line) {
        lines++;
        int space = line.indexOf(' ');
        try {
            if (line.startsWith("+") && space > 0) {
                place(decoded(line.substring(1, space)), decoded(line.substring(space + 1)));
                return;
            } else if (line.startsWith("-")) {
                entries.remove(decoded(line.substring(1)));
                return;
            }
        } catch (IllegalArgumentException _) {
            // Damaged: below.
        }
        LOG.warn("{} has a damaged line, which is passed over", file);
    }

    // Written already.
    private void place(String key, String value) {
        entries.remove(key);
        if (entries.size() >= entriesMax) {
            entries.remove(entries.firstEntry().getKey());
        }
        entries.put(key, value);
    }

    @Override
    public synchronized Optional<String> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    @Override
    public synchronized void put(String key, String value) throws IOException {
        if (key.length() > TEXT_LENGTH_MAX || value.length() > TEXT_LENGTH_MAX) {
            throw new IllegalArgumentException("more than " + TEXT_LENGTH_MAX + " characters in an entry of " + file);
        }
        if (Rehearsal.insteadOf("notes '" + key + "' in " + file.getFileName())) {
            return;
        }
        write("+" + encoded(key) + " " + encoded(value) + "\n");
        place(key, value);
        compact();
    }

    @Override
    public synchronized void remove(String key) throws IOException {
        if (entries.containsKey(key) && !Rehearsal.insteadOf("forgets '" + key + "' in " + file.getFileName())) {
            write("-" + encoded(key) + "\n");
            entries.remove(key);
            compact();
        }
    }

    @Override
    public synchronized Optional<String> update(String key, Function<Optional<String>, Optional<String>> change)
            throws IOException {
        Optional<String> changed = change.apply(get(key));
        if (changed.isPresent()) {
            put(key, changed.get());
        } else {
            remove(key);
        }
        return changed;
    }

    @Override
    public synchronized Map<String, String> entries() {
        return new LinkedHashMap<>(entries);
    }

    @Override
    public synchronized boolean isFull() {
        return entries.size() >= entriesMax;
    }

    @Override
    public synchronized void force() throws IOException {
        channel.force(true);
    }

    private void write(String line) throws IOException {
        long before = channel.position();
        try {
            append(channel, line);
        } catch (IOException e) {
            // Half a line would spoil the next one.
            channel.truncate(before);
            channel.position(before);
            throw e;
        }
        lines++;
    }

    private void compact() throws IOException {
        if (lines < OLD_LINES_MIN + 2L * entries.size()) {
            return;
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
        FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            StringBuilder text = new StringBuilder();
            entries.forEach((key, value) -> text.append('+')
                    .append(encoded(key))
                    .append(' ')
                    .append(encoded(value))
                    .append('\n'));
            append(out, text.toString());
            out.force(true);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            out.close();
            // The change itself stands in the old file.
            LOG.warn("{} could not be written anew; it grows until it can", file, e);
            lines = entries.size();
            return;
        }
        channel.close();
        channel = out;
        lines = entries.size();
    }

    private static void append(FileChannel channel, String text) throws IOException {
        ByteBuffer octets = StandardCharsets.US_ASCII.encode(text);
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void close() throws IOException {
        channel.force(true);
        channel.close();
    }
}
