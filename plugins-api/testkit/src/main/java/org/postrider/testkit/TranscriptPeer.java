package org.postrider.testkit;

import java.io.IOException;

/// The client's end of a connection to the server under test, as [Transcript] needs it.
public interface TranscriptPeer extends AutoCloseable {
    /// Sends the octets at once, in one piece where that is possible.
    void send(byte[] octets) throws IOException;

    /// The next line with its line break.
    ///
    /// @throws IOException where the connection has ended, or nothing comes in time
    byte[] readLine() throws IOException;

    /// Shakes hands; the server's go-ahead has been read.
    void startTls() throws IOException;

    /// Waits until the server has closed the connection.
    ///
    /// @throws IOException where it says more, or nothing happens in time
    void expectEnd() throws IOException;

    @Override
    void close() throws IOException;
}
