package org.postrider.kernel.net;

import java.util.concurrent.Executor;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.transport.socket.nio.NioProcessor;
import org.apache.mina.transport.socket.nio.NioSession;

/// Reads once where the selector has seen something. MINA's own reads until the socket has no more, which for mail's
/// short lines is a second system call that nearly always says "nothing"; the selector tells of what is left.
public final class SingleReads extends NioProcessor {
    /// Called by MINA.
    public SingleReads(Executor executor) {
        super(executor);
    }

    @Override
    protected int read(NioSession session, IoBuffer buffer) throws Exception {
        return buffer.position() > 0 ? 0 : super.read(session, buffer);
    }
}
