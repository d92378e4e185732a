package org.postrider.kernel.ledger;

/// Where a run of a mail's octets stands.
sealed interface Piece {
    long length();

    /// In the journal.
    record Logged(long segment, long offset, long length) implements Piece {}

    /// In a file of its own below the spool.
    ///
    /// @param name relative to the spool, with `/`
    record Filed(String name, long offset, long length) implements Piece {}
}
