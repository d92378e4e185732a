package org.postrider.dist.bench;

/// A server whose IMAP is measured. It has the users of [Target], all with the password [#PASSWORD].
interface ImapTarget extends AutoCloseable {
    String PASSWORD = "benchmark";

    String name();

    int imapPort();

    /// Where TLS begins at once.
    int imapTlsPort();

    /// The process whose tree is measured.
    long pid();

    @Override
    void close();

    static String user(int number) {
        return "user" + number + "@example.test";
    }
}
