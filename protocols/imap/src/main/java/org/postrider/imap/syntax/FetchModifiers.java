package org.postrider.imap.syntax;

import java.util.Optional;

/// What stands behind the items of FETCH (RFC 4466 §2.4).
///
/// @param changedSince only messages with a higher MODSEQ (RFC 7162 §3.1.4); -1 for all
/// @param vanished tell those of them that are gone (RFC 7162 §3.2.6)
/// @param partial a part of those only (RFC 9394 §3.3)
public record FetchModifiers(long changedSince, boolean vanished, Optional<PartialRange> partial) {
    /// Reads ` (PARTIAL -1:-30 CHANGEDSINCE 5)`, or nothing.
    public static FetchModifiers read(ImapInput input) throws ImapSyntaxException {
        if (input.atEnd()) {
            return new FetchModifiers(-1, false, Optional.empty());
        }
        input.expectSpace();
        long[] changedSince = {-1};
        boolean[] vanished = {false};
        PartialRange[] partial = {null};
        input.list(() -> {
            String word = input.word();
            switch (word) {
                case "CHANGEDSINCE" -> {
                    input.expectSpace();
                    changedSince[0] = input.number();
                }
                case "PARTIAL" -> {
                    input.expectSpace();
                    partial[0] = PartialRange.read(input);
                }
                case "VANISHED" -> vanished[0] = true;
                default -> throw new ImapSyntaxException("FETCH knows CHANGEDSINCE, VANISHED and PARTIAL");
            }
            return word;
        });
        if (vanished[0] && changedSince[0] < 0) {
            throw new ImapSyntaxException("VANISHED needs CHANGEDSINCE");
        }
        return new FetchModifiers(changedSince[0], vanished[0], Optional.ofNullable(partial[0]));
    }
}
