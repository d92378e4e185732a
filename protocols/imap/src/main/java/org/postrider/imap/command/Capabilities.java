package org.postrider.imap.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postrider.imap.session.ImapSession;

/// What the server says it can do; nothing here that is not whole.
final class Capabilities {
    /// In the order of the answer, a row for each; empty where it does not hold for the session now.
    private static final List<Function<ImapSession, String>> ROWS = List.of(
            always("IMAP4rev1"),
            always("IMAP4rev2"),
            beforeLogin("SASL-IR"),
            session -> session.connection().canStartTls() && session.account() == null ? "STARTTLS" : "",
            Capabilities::mechanisms,
            session -> session.account() == null && !session.sasl().passwordOffered() ? "LOGINDISABLED" : "",
            session -> session.config().literalMinus() ? "LITERAL-" : "LITERAL+",
            always("ID"),
            always("ENABLE"),
            session -> session.account() != null && !session.isCompressed() ? "COMPRESS=DEFLATE" : "",
            session -> session.account() != null ? "UNAUTHENTICATE" : "",
            always("IDLE"),
            always("NOTIFY"),
            always("NAMESPACE"),
            always("LANGUAGE"),
            always("UIDPLUS"),
            always("MOVE"),
            always("UNSELECT"),
            always("CHILDREN"),
            always("LIST-EXTENDED"),
            always("LIST-STATUS"),
            always("LIST-MYRIGHTS"),
            always("LIST-METADATA"),
            always("SPECIAL-USE"),
            always("CREATE-SPECIAL-USE"),
            always("CONDSTORE"),
            always("QRESYNC"),
            always("UIDONLY"),
            always("UTF8=ACCEPT"),
            always("OBJECTID"),
            always("SAVEDATE"),
            always("BINARY"),
            always("CATENATE"),
            always("URL-PARTIAL"),
            always("MULTIAPPEND"),
            always("REPLACE"),
            session -> "APPENDLIMIT=" + session.config().maxMessageSize().octets(),
            session -> limit("MESSAGELIMIT", session.config().maxMessagesPerCommand()),
            session -> limit("SAVELIMIT", session.config().maxMessagesSaved()),
            always("STATUS=SIZE"),
            always("PREVIEW"),
            always("INPROGRESS"),
            always("ESEARCH"),
            always("SORT"),
            always("SORT=DISPLAY"),
            always("THREAD=ORDEREDSUBJECT"),
            always("THREAD=REFERENCES"),
            always("THREAD=REFS"),
            always("ESORT"),
            always("SEARCHRES"),
            always("PARTIAL"),
            always("CONTEXT=SEARCH"),
            always("CONTEXT=SORT"),
            always("MULTISEARCH"),
            always("WITHIN"),
            always("SEARCH=FUZZY"),
            always("I18NLEVEL=1"),
            always("FILTERS"),
            always("METADATA"),
            always("METADATA-SERVER"),
            always("ACL"),
            always("RIGHTS=texk"),
            always("QUOTA"),
            always("QUOTA=RES-STORAGE"),
            always("QUOTA=RES-MESSAGE"),
            always("QUOTA=RES-MAILBOX"),
            session -> QuotaCommands.settable(session) ? "QUOTASET" : "");

    private Capabilities() {}

    private static Function<ImapSession, String> always(String name) {
        return _ -> name;
    }

    private static Function<ImapSession, String> beforeLogin(String name) {
        return session -> session.account() == null ? name : "";
    }

    private static String limit(String name, int limit) {
        return limit == 0 ? "" : name + "=" + limit;
    }

    private static String mechanisms(ImapSession session) {
        return session.account() != null
                ? ""
                : session.sasl().offered().stream()
                        .map(mechanism -> "AUTH=" + mechanism.wireName())
                        .collect(Collectors.joining(" "));
    }

    static String of(ImapSession session) {
        List<String> names = new ArrayList<>(ROWS.size());
        for (Function<ImapSession, String> row : ROWS) {
            String name = row.apply(session);
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return String.join(" ", names);
    }
}
