package org.postrider.smtp.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.transport.Transport.Target;

/// Sessions that are kept a little while for the next mail to the same target. Thread-safe.
final class IdleSessions implements AutoCloseable {
    /// Short: a host that keeps an idle session for us cannot use it for others.
    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final int PER_TARGET_MAX = 20;
    private static final int TOTAL_MAX = 400;

    private final InstantSource clock;

    // Guarded by this, oldest first.
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Map<Target, Integer> counts = new HashMap<>();
    private boolean sweeping;
    private boolean closed;

    IdleSessions(InstantSource clock) {
        this.clock = clock;
    }

    private record Idle(Target target, HopSession session, Instant since) {}

    /// A session with that target, which from now on is the caller's.
    synchronized Optional<HopSession> take(Target target) {
        if (!counts.containsKey(target)) {
            return Optional.empty();
        }
        Iterator<Idle> newestFirst = idle.descendingIterator();
        while (newestFirst.hasNext()) {
            Idle one = newestFirst.next();
            if (one.target().equals(target)) {
                newestFirst.remove();
                uncount(target);
                return Optional.of(one.session());
            }
        }
        return Optional.empty();
    }

    /// Keeps the session, or ends it where there are enough.
    void give(Target target, HopSession session) {
        if (!keep(target, session)) {
            session.quit();
        }
    }

    /// Ends all sessions; none is kept any more.
    @Override
    public void close() {
        List<Idle> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(idle);
            idle.clear();
            counts.clear();
        }
        for (Idle one : all) {
            one.session().quit();
        }
    }

    private synchronized boolean keep(Target target, HopSession session) {
        if (closed || counts.getOrDefault(target, 0) >= PER_TARGET_MAX || idle.size() >= TOTAL_MAX) {
            return false;
        }
        idle.addLast(new Idle(target, session, clock.instant()));
        counts.merge(target, 1, Integer::sum);
        if (!sweeping) {
            sweeping = true;
            Thread.ofVirtual().name("idle-smtp-sessions").start(this::sweep);
        }
        return true;
    }

    // Guarded by this.
    private void uncount(Target target) {
        counts.computeIfPresent(target, (_, count) -> count == 1 ? null : count - 1);
    }

    // Runs as long as there is something to sweep.
    private void sweep() {
        boolean more = true;
        while (more) {
            try {
                Thread.sleep(KEPT.dividedBy(2));
            } catch (InterruptedException _) {
                // Nobody interrupts it; if somebody does, it sweeps early.
            }
            List<Idle> old = new ArrayList<>();
            synchronized (this) {
                Instant limit = clock.instant().minus(KEPT);
                while (!idle.isEmpty() && !idle.getFirst().since().isAfter(limit)) {
                    Idle one = idle.removeFirst();
                    uncount(one.target());
                    old.add(one);
                }
                more = !idle.isEmpty();
                sweeping = more;
            }
            for (Idle one : old) {
                one.session().quit();
            }
        }
    }
}
