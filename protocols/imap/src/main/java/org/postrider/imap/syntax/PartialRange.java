package org.postrider.imap.syntax;

/// `1:100`, or `-1:-100` from the end (RFC 9394 §4).
///
/// @param first the lower end, from 1
/// @param last not below `first`
/// @param fromEnd counted from the last result
/// @param text as the client wrote it
public record PartialRange(long first, long last, boolean fromEnd, String text) {
    private static final long MAX = 0xffff_ffffL;

    static PartialRange read(ImapInput input) throws ImapSyntaxException {
        boolean fromEnd = input.peek() == '-';
        long one = end(input, fromEnd);
        input.expect(':');
        long other = end(input, fromEnd);
        String minus = fromEnd ? "-" : "";
        return new PartialRange(Math.min(one, other), Math.max(one, other), fromEnd, minus + one + ":" + minus + other);
    }

    private static long end(ImapInput input, boolean fromEnd) throws ImapSyntaxException {
        if (fromEnd) {
            input.expect('-');
        }
        long number = input.number();
        if (number < 1 || number > MAX) {
            throw new ImapSyntaxException("PARTIAL counts from 1 or from -1");
        }
        return number;
    }

    /// The first of `count` results that it means, from 0.
    public int from(int count) {
        return (int) (fromEnd ? Math.max(0, count - last) : Math.min(count, first - 1));
    }

    /// The one behind the last of `count` results that it means.
    public int to(int count) {
        return (int) (fromEnd ? Math.max(0, count - first + 1) : Math.min(count, last));
    }
}
