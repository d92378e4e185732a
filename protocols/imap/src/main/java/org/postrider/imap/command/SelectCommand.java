package org.postrider.imap.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.share.Right;
import org.postrider.api.store.share.SharedMailbox;
import org.postrider.imap.selected.Feature;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.selected.Vanished;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.imap.wire.Responses;

/// SELECT and EXAMINE (RFC 3501 §6.3.1, RFC 9051 §6.3.2, RFC 7162 §3.2.5).
final class SelectCommand {
    private SelectCommand() {}

    static String select(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        // RFC 4314 §5.2
        return open(call, false).readOnly() ? "OK [READ-ONLY] SELECT done" : "OK [READ-WRITE] SELECT done";
    }

    static String examine(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        open(call, true);
        return "OK [READ-ONLY] EXAMINE done";
    }

    private static SelectedMailbox open(Call call, boolean readOnly)
            throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        LoggedIn account = call.account();
        input.expectSpace();
        MailboxName name = input.mailbox();
        Resync resync = null;
        boolean wantsModSeq = false;
        if (input.take(' ')) {
            input.expect('(');
            do {
                switch (input.word()) {
                    // RFC 7162 §3.1.8
                    case "CONDSTORE" -> wantsModSeq = true;
                    case "QRESYNC" -> resync = Resync.read(account, input);
                    default -> throw new ImapSyntaxException("SELECT knows CONDSTORE and QRESYNC");
                }
            } while (input.take(' '));
            input.expect(')');
        }
        input.expectEnd();
        // RFC 3501 §6.3.1: a SELECT that fails leaves none selected
        if (account.selected() != null) {
            account.unselect();
            // RFC 7162 §3.2.11, RFC 9051 §7.1
            call.out().untagged("OK [CLOSED] the mailbox before is closed");
        }
        if (wantsModSeq) {
            account.turnOn(Feature.CONDSTORE);
        }
        SelectedMailbox selected = selected(account.openReadable(name), readOnly);
        account.select(selected);
        tell(account, name, selected, call.out());
        if (resync != null) {
            resync.tell(account, selected, call.out());
        }
        return selected;
    }

    private static SelectedMailbox selected(SharedMailbox mailbox, boolean readOnly) throws StoreException {
        boolean changes =
                mailbox.rights().hasAny(Right.INSERT, Right.EXPUNGE, Right.SEEN, Right.WRITE, Right.DELETE_MESSAGES);
        return new SelectedMailbox(mailbox, readOnly || !changes);
    }

    private static void tell(LoggedIn account, MailboxName name, SelectedMailbox selected, Responses out)
            throws IOException {
        MailboxView view = selected.view();
        boolean rev2 = account.has(Feature.IMAP4REV2);
        selected.tellFlags(out);
        account.news().exists(view.count());
        if (!rev2) {
            firstUnseen(account, view, out);
        }
        out.untagged("OK [UIDVALIDITY " + view.uidValidity() + "] UIDs are valid");
        out.untagged("OK [UIDNEXT " + view.uidNext() + "] is the next UID");
        out.untagged("OK [HIGHESTMODSEQ " + view.highestModSeq() + "] is the highest");
        // RFC 8474 §4.2
        out.untagged("OK [MAILBOXID (" + selected.mailbox().id() + ")] is its id");
        if (rev2) {
            // RFC 9051 §6.3.2: how the name is spelled
            out.raw("* LIST () \"" + account.separator() + "\" ");
            out.raw(account.wireName(name));
            out.raw("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    // RFC 9051 Appendix E: no longer there
    private static void firstUnseen(LoggedIn account, MailboxView view, Responses out) throws IOException {
        if (account.has(Feature.UIDONLY)) {
            return;
        }
        for (int i = 0; i < view.count(); i++) {
            if (!view.flags(i).has(SystemFlag.SEEN)) {
                out.untagged("OK [UNSEEN " + (i + 1) + "] is the first that is not seen");
                return;
            }
        }
    }

    /// What a client knows of a mailbox that it selects again (RFC 7162 §3.2.5).
    ///
    /// @param known the UIDs it has; null for all
    private record Resync(
            long uidValidity, long modSeq, @Nullable UidSet known) {
        static Resync read(LoggedIn account, ImapInput input) throws ImapSyntaxException {
            if (!account.has(Feature.QRESYNC)) {
                throw new ImapSyntaxException("QRESYNC needs ENABLE QRESYNC first");
            }
            input.expectSpace();
            input.expect('(');
            long uidValidity = input.number();
            input.expectSpace();
            long modSeq = input.number();
            UidSet known = null;
            if (input.take(' ')) {
                if (input.peek() != '(') {
                    known = input.sequenceSet().resolve(UidSet.UID_MAX);
                    input.take(' ');
                }
                if (input.take('(')) {
                    // RFC 7162 §3.2.5.2: a hint for servers that have forgotten what they expunged
                    input.sequenceSet();
                    input.expectSpace();
                    input.sequenceSet();
                    input.expect(')');
                }
            }
            input.expect(')');
            return new Resync(uidValidity, modSeq, known);
        }

        void tell(LoggedIn account, SelectedMailbox selected, Responses out) throws IOException {
            MailboxView view = selected.view();
            // RFC 7162 §3.2.5.1: where all UIDs are new, there is nothing to say of the old ones
            if (uidValidity != view.uidValidity()) {
                return;
            }
            UidSet among = known == null ? UidSet.range(1, Math.max(1, view.uidNext() - 1)) : known;
            UidSet gone = Vanished.since(selected, modSeq, among);
            if (!gone.isEmpty()) {
                out.untagged("VANISHED (EARLIER) " + gone);
            }
            Mailbox.Changes changes = selected.mailbox().changesSince(modSeq);
            for (UidSet.Range range : changes.changed().ranges()) {
                int first = view.position(range.first());
                for (int i = first < 0 ? -first - 1 : first; i < view.count() && view.uid(i) <= range.last(); i++) {
                    if (view.modSeq(i) > modSeq && among.contains(view.uid(i))) {
                        account.news().flags(view, i + 1, i, true);
                    }
                }
            }
        }
    }
}
