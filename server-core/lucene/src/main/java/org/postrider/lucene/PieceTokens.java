package org.postrider.lucene;

import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/// The tokens of some pieces of text, as Lucene wants them; no phrase reaches from one piece into the next.
final class PieceTokens extends TokenStream {
    /// A longer one is cut off: such a message is read at each search.
    private static final int TOKEN_LENGTH_MAX = 200;

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
    private final List<? extends CharSequence> pieces;
    private int piece;
    private CharSequence text = "";
    private Tokens tokens = new Tokens("");

    PieceTokens(List<? extends CharSequence> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    boolean anyTooLong() {
        for (CharSequence each : pieces) {
            Tokens all = new Tokens(each);
            while (all.next()) {
                if (all.end() - all.start() > TOKEN_LENGTH_MAX) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void reset() {
        piece = 0;
        text = "";
        tokens = new Tokens(text);
    }

    @Override
    public boolean incrementToken() {
        int gap = 1;
        while (!tokens.next()) {
            if (piece == pieces.size()) {
                return false;
            }
            text = pieces.get(piece++);
            tokens = new Tokens(text);
            gap = 2;
        }
        clearAttributes();
        int length = Math.min(tokens.end() - tokens.start(), TOKEN_LENGTH_MAX);
        if (Character.isHighSurrogate(text.charAt(tokens.start() + length - 1))) {
            length--;
        }
        term.append(text, tokens.start(), tokens.start() + length);
        increment.setPositionIncrement(gap);
        return true;
    }
}
