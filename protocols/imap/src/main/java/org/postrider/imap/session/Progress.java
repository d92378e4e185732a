package org.postrider.imap.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.imap.wire.CommandFailedException;

/// Long work of one command: the client hears from time to time that it goes on (RFC 9585), so that nothing between it
/// and us takes the connection for dead.
public final class Progress {
    // RFC 9585 §4: not too often
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private Progress() {}

    /// Does `work` on another thread, while the session's thread tells that it goes on.
    public static <T> T during(Call call, Work<T> work) throws IOException, CommandFailedException {
        return during(call, INTERVAL, work);
    }

    public static <T> T during(Call call, Duration interval, Work<T> work) throws IOException, CommandFailedException {
        FutureTask<T> task = new FutureTask<>(work::run);
        Thread.ofVirtual().name("imap-work").start(task);
        boolean gone = false;
        while (true) {
            try {
                T result = task.get(interval.toNanos(), TimeUnit.NANOSECONDS);
                if (gone) {
                    call.out().flush();
                }
                return result;
            } catch (TimeoutException e) {
                gone = gone || !told(call);
            } catch (ExecutionException e) {
                throw failure(Objects.requireNonNull(e.getCause()));
            } catch (InterruptedException e) {
                throw new IllegalStateException("a session's thread is never interrupted", e);
            }
        }
    }

    // Where the client is gone, the work is awaited all the same: it uses what belongs to the session.
    private static boolean told(Call call) {
        try {
            call.out().untagged("OK [INPROGRESS (\"" + call.tag() + "\" NIL NIL)] still at it");
            call.out().flush();
            return true;
        } catch (ConnectionEndedException e) {
            return false;
        }
    }

    private static IOException failure(Throwable cause) throws IOException, CommandFailedException {
        return switch (cause) {
            case IOException known -> known;
            case CommandFailedException refused -> throw refused;
            case RuntimeException fault -> throw fault;
            case Error fault -> throw fault;
            default -> new IOException(cause);
        };
    }

    /// What takes long.
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException, CommandFailedException;
    }
}
