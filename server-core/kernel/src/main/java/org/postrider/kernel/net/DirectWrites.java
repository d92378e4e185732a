package org.postrider.kernel.net;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.transport.socket.nio.NioSession;
import org.jspecify.annotations.Nullable;

/// Stands nearest to the socket in a session's chain, and writes on the thread that writes, as much as the socket
/// takes.
/// MINA alone would hand each write to its own thread, which costs two system calls and a change of threads. The rest
/// goes MINA's way; so does all that follows, until that has left: the order is kept. One for each session;
/// thread-safe.
final class DirectWrites extends IoFilterAdapter {
    static final String NAME = "direct";

    private final ReentrantLock lock = new ReentrantLock();

    /// The last that MINA was given and has not written yet. Guarded by `lock`.
    private @Nullable WriteRequest last;

    @Override
    public void filterWrite(NextFilter next, IoSession session, WriteRequest request) {
        if (written(next, session, request)) {
            session.getFilterChain().fireMessageSent(request);
        }
    }

    @Override
    public void messageSent(NextFilter next, IoSession session, WriteRequest request) {
        lock.lock();
        try {
            if (request.equals(last)) {
                last = null;
            }
        } finally {
            lock.unlock();
        }
        next.messageSent(session, request);
    }

    /// @return whether it has left whole; else MINA has it
    private boolean written(NextFilter next, IoSession session, WriteRequest request) {
        lock.lock();
        try {
            if (last == null && request.getMessage() instanceof IoBuffer octets && octets.hasRemaining()) {
                // For who is told of it: MINA shows the octets that were sent.
                octets.mark();
                if (write(session, octets)) {
                    octets.reset();
                    return true;
                }
            }
            last = request;
            next.filterWrite(session, request);
            return false;
        } finally {
            lock.unlock();
        }
    }

    // What fails here fails again on MINA's thread, which then closes the session as it should be.
    private static boolean write(IoSession session, IoBuffer octets) {
        try {
            ((NioSession) session).getChannel().write(octets.buf());
            return !octets.hasRemaining();
        } catch (IOException e) {
            return false;
        }
    }
}
