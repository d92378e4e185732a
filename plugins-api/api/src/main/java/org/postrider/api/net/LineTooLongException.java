package org.postrider.api.net;

/// A line was longer than its limit. The connection goes on; the rest of the line is still to be read.
public final class LineTooLongException extends Exception {
    private static final long serialVersionUID = 1L;

    public LineTooLongException(int octetsMax) {
        super("the line is longer than " + octetsMax + " octets");
    }
}
