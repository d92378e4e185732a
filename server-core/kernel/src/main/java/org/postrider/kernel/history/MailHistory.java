package org.postrider.kernel.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.api.event.EventLog;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Recipient;
import org.postrider.kernel.pipeline.Fate;
import org.postrider.kernel.pipeline.Sentences;
import org.postrider.kernel.pipeline.WayLog;
import org.postrider.kernel.pipeline.WayStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what happens to mails, for a time and within a size. Thread-safe.
///
/// Who tells it something only adds to a list; a thread of its own writes that a few times a second. Where it cannot
/// keep up or the disk takes nothing, mail goes on, and the history says how much it lacks. A killed process loses
/// what happened in the last moment: the next start finds that it was killed, and says so too.
public final class MailHistory implements EventLog, WayLog {
    private static final Logger LOG = LoggerFactory.getLogger(MailHistory.class);
    private static final int PENDING_MAX = 32_768;
    private static final int MANY = PENDING_MAX / 4;
    private static final long TICK_MILLIS = 200;
    private static final long FORCE_MILLIS = 5000;
    private static final long TIDY_MILLIS = Duration.ofHours(1).toMillis();
    private static final String STOPPED = "stopped";
    private static final String KILLED = "the server did not stop but was killed, or the power failed; what happened in"
            + " the last second before (after a power failure, in the last seconds) may be missing";

    private final HistoryConfig config;
    private final HistoryFolder folder;
    private final InstantSource clock;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("history").factory());

    private final Object lock = new Object();
    /// Guarded by the lock.
    private List<Noted> pending = new ArrayList<>();
    /// Guarded by the lock: how many found no room, and since when.
    private long lost;

    private long lostSince;

    private volatile boolean running;
    private final Object writing = new Object();
    /// Guarded by writing, as what follows.
    private @Nullable ActiveSegment active;

    /// There may be other segments that are not sealed.
    private boolean unsealed;

    private long forced;
    private long tidied;
    private boolean failing;

    /// @param folder is made at the start
    public MailHistory(HistoryConfig config, Path folder, InstantSource clock) {
        this.config = config;
        this.folder = new HistoryFolder(folder);
        this.clock = clock;
    }

    /// Begins to write. Where nothing is to be kept, deletes what was.
    ///
    /// @throws IOException where its folder cannot be used
    public void start() throws IOException {
        if (!config.isOn()) {
            folder.deleteAll();
            return;
        }
        synchronized (writing) {
            open();
        }
        running = true;
        var _ = writer.scheduleWithFixedDelay(this::write, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Writes the rest, and that nothing is missing.
    public void stop() {
        boolean ran = running;
        running = false;
        writer.close();
        if (ran) {
            write();
            synchronized (writing) {
                finish();
            }
        }
    }

    /// What was told before is in the files when it returns, where they can be written.
    public void flush() {
        if (running) {
            write();
        }
    }

    @Override
    public void record(MailEvent event) {
        switch (event) {
            case MailEvent.Received _,
                    MailEvent.Delivered _,
                    MailEvent.Sent _,
                    MailEvent.Deferred _,
                    MailEvent.Bounced _,
                    MailEvent.Discarded _ -> add(new Noted.Event(clock.millis(), event));
            // No mail was accepted.
            case MailEvent.Refused _, MailEvent.LoggedIn _, MailEvent.LoginFailed _ -> {}
        }
    }

    @Override
    public boolean wantsSteps() {
        return running && config.steps();
    }

    @Override
    public void processed(Mail mail, List<WayStep> steps) {
        add(new Noted.Processed(clock.millis(), mail.id(), mail.reversePath(), steps));
    }

    @Override
    public void queued(MailId id, Fate.Relayed fate) {
        add(new Noted.Queued(
                clock.millis(),
                id,
                fate.mail().recipients().stream().map(Recipient::address).toList(),
                Sentences.shown(fate.route())));
    }

    private void add(Noted noted) {
        if (!running) {
            return;
        }
        boolean many;
        synchronized (lock) {
            if (pending.size() >= PENDING_MAX) {
                if (lost == 0) {
                    lostSince = noted.at();
                }
                lost++;
                return;
            }
            pending.add(noted);
            many = pending.size() == MANY;
        }
        if (many) {
            writeSoon();
        }
    }

    void writeSoon() {
        try {
            writer.execute(this::write);
        } catch (RejectedExecutionException e) {
            // It is being stopped, which writes the rest.
            LOG.debug("the history is being stopped");
        }
    }

    private void write() {
        synchronized (writing) {
            try {
                try {
                    writePending();
                } finally {
                    // Also where the disk is full, and just then.
                    tidy();
                }
                failing = false;
            } catch (IOException e) {
                if (!failing) {
                    LOG.error("What happens to mails cannot be kept in {}: {}", folder.folder(), e.toString());
                }
                failing = true;
            } catch (RuntimeException | Error e) {
                // The timer would never call again.
                LOG.error("The history of mails failed", e);
            }
        }
    }

    private void writePending() throws IOException {
        List<Noted> taken;
        long gone;
        long goneSince;
        synchronized (lock) {
            taken = pending;
            gone = lost;
            goneSince = lostSince;
            if (!taken.isEmpty()) {
                pending = new ArrayList<>(Math.min(MANY, taken.size()));
            }
            lost = 0;
        }
        if (taken.isEmpty() && gone == 0) {
            return;
        }
        try {
            ByteArrayOutputStream lines = new ByteArrayOutputStream(256 * taken.size() + 256);
            for (Noted noted : taken) {
                HistoryLines.write(noted, lines);
            }
            if (gone > 0) {
                HistoryLines.write(gap(goneSince, gone + " lines found no room, or the disk did not take them"), lines);
            }
            append(lines.toByteArray());
        } catch (IOException | RuntimeException e) {
            synchronized (lock) {
                lostSince = gone > 0 ? goneSince : taken.getFirst().at();
                lost += gone + taken.size();
            }
            throw e;
        }
    }

    private Map<String, Object> gap(long since, String reason) {
        Map<String, Object> gap = HistoryLines.mark("gap", clock.millis());
        gap.put("since", Instant.ofEpochMilli(since).toString());
        gap.put("reason", reason);
        return gap;
    }

    private void append(byte[] lines) throws IOException {
        long now = clock.millis();
        closeWhereFull(now);
        active().append(lines, now);
    }

    // Whether it can be sealed does not matter to the lines that are in it, or come next.
    private void closeWhereFull(long now) throws IOException {
        ActiveSegment segment = active;
        if (segment != null && segment.isFull(now, config.segmentAge().toMillis())) {
            active = null;
            unsealed = true;
            segment.close();
        }
    }

    private ActiveSegment active() throws IOException {
        ActiveSegment present = active;
        if (present == null) {
            SortedSet<Long> numbers = folder.numbers();
            long next = numbers.isEmpty() ? 1 : numbers.last() + 1;
            present = ActiveSegment.open(folder, next).segment();
            active = present;
        }
        return present;
    }

    private void tidy() throws IOException {
        long now = clock.millis();
        if (active != null && Math.abs(now - forced) >= FORCE_MILLIS) {
            forced = now;
            active.force();
        }
        closeWhereFull(now);
        long every = Math.min(TIDY_MILLIS, config.segmentAge().toMillis());
        if (unsealed || Math.abs(now - tidied) >= every) {
            // What could not be sealed waits for the next time: a full disk does not become empty at once.
            unsealed = false;
            tidied = now;
            long number = active == null ? HistoryFolder.NO_SEGMENT : active.number();
            try {
                new SegmentSealer(folder).sealAllBut(number);
            } finally {
                folder.removeOld(now - config.keep().toMillis(), config.size().octets(), number);
            }
        }
    }

    private void open() throws IOException {
        folder.make();
        folder.removeUnfinished();
        SortedSet<Long> numbers = folder.numbers();
        boolean clean = numbers.isEmpty();
        long since = clock.millis();
        for (long number : numbers) {
            if (Files.exists(folder.sealed(number))) {
                Files.deleteIfExists(folder.text(number));
                since = folder.lastMillis(number);
                continue;
            }
            ActiveSegment.Opened opened = ActiveSegment.open(folder, number);
            if (number == numbers.last()) {
                active = opened.segment();
                clean = STOPPED.equals(opened.tail().get("event"));
                since = opened.tail().isEmpty() ? since : SegmentSealer.millis(opened.tail());
            } else {
                opened.segment().close();
                unsealed = true;
            }
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        HistoryLines.write(clean ? HistoryLines.mark("started", clock.millis()) : gap(since, KILLED), lines);
        append(lines.toByteArray());
    }

    private void finish() {
        try {
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            HistoryLines.write(HistoryLines.mark(STOPPED, clock.millis()), lines);
            try (ActiveSegment last = active()) {
                last.append(lines.toByteArray(), clock.millis());
                last.force();
            }
        } catch (IOException e) {
            LOG.error("The end of the history of mails cannot be written in {}: {}", folder.folder(), e.toString());
        }
        active = null;
    }
}
