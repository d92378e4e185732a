package org.postrider.imap.selected;

import java.util.Set;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.UidSet;
import org.postrider.imap.syntax.NotifyEvent;
import org.postrider.imap.wire.Responses;

/// Tells a client what has changed in its mailbox, in the form that it turned on. Confined to the session's thread.
///
/// @param features what is on, as it is when something is told
/// @param wanted what the client wants to be told, as it is then
public record News(Set<Feature> features, SelectedEvents wanted, Responses out) {
    /// Whether the client wants to hear of such changes (RFC 5465 §3.1).
    boolean tells(NotifyEvent event) {
        return wanted.has(event);
    }

    public void exists(int count) throws ConnectionEndedException {
        out.untagged(count + " EXISTS");
        // RFC 9051 Appendix E: RECENT is no more
        if (!features.contains(Feature.IMAP4REV2)) {
            out.untagged("0 RECENT");
        }
    }

    /// RFC 7162 §3.2.10, RFC 9586 §3: instead of EXPUNGE.
    boolean tellsVanished() {
        return features.contains(Feature.QRESYNC) || features.contains(Feature.UIDONLY);
    }

    void vanished(UidSet uids) throws ConnectionEndedException {
        out.untagged("VANISHED " + uids);
    }

    void expunged(int number) throws ConnectionEndedException {
        out.untagged(number + " EXPUNGE");
    }

    /// Flags were told whose MODSEQ is higher than that of an expunge which must wait: a client that is cut off now is
    /// to ask from here on (RFC 7162 §3.2.3).
    void held(long modSeq) throws ConnectionEndedException {
        if (features.contains(Feature.QRESYNC)) {
            out.untagged("OK [HIGHESTMODSEQ " + modSeq + "] all that is gone was told up to here");
        }
    }

    /// An untagged FETCH with a message's flags.
    ///
    /// @param uid with its UID in any case
    public void flags(MailboxView view, int number, int position, boolean uid) throws ConnectionEndedException {
        fetch(view, number, position, uid, "FLAGS (" + view.flags(position) + ")");
    }

    /// An untagged FETCH with nothing but a message's MODSEQ (RFC 7162 §3.1.3).
    public void modSeq(MailboxView view, int number, int position, boolean uid) throws ConnectionEndedException {
        fetch(view, number, position, uid, "");
    }

    private void fetch(MailboxView view, int number, int position, boolean uid, String items)
            throws ConnectionEndedException {
        boolean condStore = features.contains(Feature.CONDSTORE);
        StringBuilder line = new StringBuilder(start(number, view.uid(position))).append(items);
        // RFC 5465 §5.1: with NOTIFY, the UID is always told
        if ((uid || condStore || wanted.areAskedFor()) && !features.contains(Feature.UIDONLY)) {
            line.append(items.isEmpty() ? "" : " ").append("UID ").append(view.uid(position));
        }
        if (condStore) {
            line.append(line.charAt(line.length() - 1) == '(' ? "" : " ")
                    .append("MODSEQ (")
                    .append(view.modSeq(position))
                    .append(')');
        }
        out.untagged(line.append(')').toString());
    }

    /// How a message's FETCH answer begins, behind `* ` (RFC 9586 §3.3: UIDFETCH).
    String start(int number, long uid) {
        return features.contains(Feature.UIDONLY) ? uid + " UIDFETCH (" : number + " FETCH (";
    }
}
