package org.postrider.imap.syntax;

import java.util.Optional;

/// What stands behind the items of FETCH (RFC 4466 §2.4).
///
/// @param changedSince only messages with a higher MODSEQ (RFC 7162 §3.1.4); -1 for all
/// @param partial a part of those only (RFC 9394 §3.3)
public record FetchModifiers(long changedSince, Optional<PartialRange> partial) {
    /// Reads ` (PARTIAL -1:-30 CHANGEDSINCE 5)`, or nothing.
    public static FetchModifiers read(ImapInput input) throws ImapSyntaxException {
        if (input.atEnd()) {
            return new FetchModifiers(-1, Optional.empty());
        }
        input.expectSpace();
        long[] changedSince = {-1};
        PartialRange[] partial = {null};
        input.list(() -> {
            String word = input.word();
            input.expectSpace();
            switch (word) {
                case "CHANGEDSINCE" -> changedSince[0] = input.number();
                case "PARTIAL" -> partial[0] = PartialRange.read(input);
                default -> throw new ImapSyntaxException("FETCH knows CHANGEDSINCE and PARTIAL");
            }
            return word;
        });
        return new FetchModifiers(changedSince[0], Optional.ofNullable(partial[0]));
    }
}
