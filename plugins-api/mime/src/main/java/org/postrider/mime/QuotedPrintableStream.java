package org.postrider.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Decodes quoted-printable (RFC 2045 §6.7), tolerant of what is wrong with it: an `=` that means nothing stands for
/// itself. Confined to one thread.
final class QuotedPrintableStream extends DecodingStream {
    // More space than this at the end of a line is left in place.
    private static final int HELD_MAX = 1000;

    private State state = State.TEXT;
    // What cannot be judged yet.
    private final byte[] held = new byte[HELD_MAX];
    private int heldLength;
    private byte[] out = held;
    private int length;

    QuotedPrintableStream(InputStream in) {
        super(in);
    }

    private QuotedPrintableStream(byte[] text) {
        super(new ByteArrayInputStream(text), text.length);
    }

    static byte[] decode(byte[] text) {
        try (InputStream in = new QuotedPrintableStream(text)) {
            return in.readNBytes(text.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    int decode(byte[] from, int count, byte[] to) {
        out = to;
        length = 0;
        for (int i = 0; i < count; i++) {
            take(from[i]);
        }
        return length;
    }

    @Override
    int finish(byte[] to) {
        out = to;
        length = 0;
        if (state == State.SPACE || state == State.DIGIT) {
            giveHeld();
        }
        state = State.TEXT;
        heldLength = 0;
        return length;
    }

    private void take(byte octet) {
        boolean space = octet == ' ' || octet == '\t';
        switch (state) {
            case TEXT -> text(octet);
            case SPACE -> {
                if (space) {
                    hold(octet, State.SPACE);
                } else if (octet == '\r' || octet == '\n') {
                    // RFC 2045 §6.7 (3): space at the end of a line was added on the way
                    heldLength = 0;
                    text(octet);
                } else {
                    giveHeld();
                    text(octet);
                }
            }
            case EQUALS -> {
                if (Character.digit(octet, 16) >= 0) {
                    hold(octet, State.DIGIT);
                } else {
                    softBreak(octet, space);
                }
            }
            case SOFT_BREAK -> softBreak(octet, space);
            case DIGIT -> {
                int low = Character.digit(octet, 16);
                if (low >= 0) {
                    out[length++] = (byte) (Character.digit(held[1], 16) << 4 | low);
                    heldLength = 0;
                    state = State.TEXT;
                } else {
                    giveHeld();
                    text(octet);
                }
            }
        }
    }

    private void text(byte octet) {
        if (octet == '=') {
            hold(octet, State.EQUALS);
        } else if (octet == ' ' || octet == '\t') {
            hold(octet, State.SPACE);
        } else {
            out[length++] = octet;
            state = State.TEXT;
        }
    }

    private void softBreak(byte octet, boolean space) {
        if (octet == '\n') {
            heldLength = 0;
            state = State.TEXT;
        } else if (space || octet == '\r') {
            hold(octet, State.SOFT_BREAK);
        } else {
            giveHeld();
            text(octet);
        }
    }

    private void hold(byte octet, State next) {
        state = next;
        held[heldLength++] = octet;
        if (heldLength == HELD_MAX) {
            giveHeld();
            state = State.TEXT;
        }
    }

    private void giveHeld() {
        System.arraycopy(held, 0, out, length, heldLength);
        length += heldLength;
        heldLength = 0;
    }

    private enum State {
        TEXT,
        /// Space is held that may end the line.
        SPACE,
        EQUALS,
        /// `=` and a digit are held.
        DIGIT,
        /// `=` and space are held.
        SOFT_BREAK
    }
}
