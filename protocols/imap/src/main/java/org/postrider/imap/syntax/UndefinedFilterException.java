package org.postrider.imap.syntax;

/// A search names a filter that there is not: NO [UNDEFINED-FILTER] (RFC 5466 §3.1).
public final class UndefinedFilterException extends ImapSyntaxException {
    private static final long serialVersionUID = 1L;

    private final String filter;

    UndefinedFilterException(String filter) {
        super("there is no filter " + filter);
        this.filter = filter;
    }

    /// Its name, an atom.
    public String filter() {
        return filter;
    }
}
