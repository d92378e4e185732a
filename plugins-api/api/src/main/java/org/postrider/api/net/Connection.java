package org.postrider.api.net;

import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One connection, as a session sees it: plain blocking calls on the session's own thread.
///
/// Confined to the session thread, [#wake()] and [#close()] excepted, which any thread may call. Every call that
/// waits ends by the deadline set last. Where the peer is gone, the deadline has passed or the server stops by force,
/// a call throws [ConnectionEndedException] with the reason.
public interface Connection extends AutoCloseable {
    /// Where no more can be read than this many octets at a time, whatever the caller asks.
    int BUFFER_OCTETS = 16 * 1024;

    SocketAddress localAddress();

    SocketAddress remoteAddress();

    /// The peer's address (from PROXY protocol where the listener trusts it); loopback for a Unix socket or
    /// in memory.
    InetAddress client();

    /// What TLS agreed on; empty while the connection is in the clear.
    Optional<TlsInfo> tls();

    /// What ties a log-in to this TLS connection (RFC 5056); empty in the clear, and where there is no such binding.
    default Optional<byte[]> channelBinding(ChannelBinding type) {
        return Optional.empty();
    }

    /// The client's own certificate and those that lead to its authority, where the listener asks for one and believes
    /// the authority; else empty.
    default List<X509Certificate> clientCertificates() {
        return List.of();
    }

    /// From now on, each call that waits does so for at most `limit`.
    void timeLimit(Duration limit);

    /// Reads up to and including the next LF.
    ///
    /// @param octetsMax the limit for the line, its line break included
    /// @return the line with its line break exactly as it came (CRLF or a bare LF: the protocol decides)
    /// @throws LineTooLongException where the limit is reached first; the octets up to the limit are
    ///     consumed, and the
    ///     caller may read on to the end of the line
    byte[] readLine(int octetsMax) throws ConnectionEndedException, LineTooLongException;

    /// Reads at least one octet and at most `length`.
    ///
    /// @return how many
    int read(byte[] buffer, int offset, int length) throws ConnectionEndedException;

    /// Octets that have been received and not yet read: a pipelining peer has more to say, so that answers
    /// can be
    /// gathered before [#flush()].
    int buffered();

    /// Waits for input without reading it.
    ///
    /// @return what ended the wait first: input, a [#wake()] since the last wait, the time, the server's
    ///     wish to stop
    Wake await(Duration limit) throws ConnectionEndedException;

    /// Lets time pass, whatever the peer sends meanwhile. Ends early where the server wants to stop.
    void pause(Duration time) throws ConnectionEndedException;

    /// Ends the session thread's present or next [#await]. Any thread; never blocks; several count as one.
    void wake();

    /// Adds to the output. Sent at [#flush()], or earlier where the buffer is full; waits while the peer
    /// reads too
    /// slowly.
    void write(byte[] octets, int offset, int length) throws ConnectionEndedException;

    default void write(byte[] octets) throws ConnectionEndedException {
        write(octets, 0, octets.length);
    }

    /// Sends a part of a file after what was written before.
    void sendFile(FileChannel file, long position, long length) throws ConnectionEndedException;

    /// Sends all that was written. May return before the peer has it; that it cannot be sent is then told
    /// by a later call.
    void flush() throws ConnectionEndedException;

    /// True where [#startTls] can work: TLS is configured and not yet on.
    boolean canStartTls();

    /// Writes `goAhead`, sends it, turns on TLS as the listener is configured, and returns when the
    /// handshake is done.
    ///
    /// The session must forget all it knew of the peer (RFC 3207 §4.2). Octets that came in the clear after the
    /// command are an injection: the connection is ended.
    void startTls(byte[] goAhead) throws ConnectionEndedException;

    /// True once the server wants to stop: the session says so to the peer at the next safe point (421,
    /// BYE) and ends.
    boolean stopping();

    /// Ends the connection; what was flushed is still sent. Idempotent.
    @Override
    void close();

    /// Why [#await] returned.
    enum Wake {
        INPUT,
        WOKEN,
        TIME,
        STOPPING
    }
}
