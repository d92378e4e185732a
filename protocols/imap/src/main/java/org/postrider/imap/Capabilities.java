package org.postrider.imap;

/// What the server says it can do; nothing here that is not whole.
final class Capabilities {
    private static final String EXTENSIONS = "LITERAL+ ID ENABLE IDLE NAMESPACE UIDPLUS MOVE UNSELECT CHILDREN"
            + " LIST-EXTENDED LIST-STATUS SPECIAL-USE CREATE-SPECIAL-USE CONDSTORE ESEARCH WITHIN";

    private Capabilities() {}

    static String before(boolean startTls, boolean login) {
        return "IMAP4rev1 SASL-IR " + (startTls ? "STARTTLS " : "")
                + (login ? "AUTH=PLAIN AUTH=LOGIN " : "LOGINDISABLED ") + EXTENSIONS;
    }

    static String after() {
        return "IMAP4rev1 " + EXTENSIONS;
    }
}
