package org.postrider.imap;

import java.io.IOException;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.SystemFlag;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;

/// SELECT and EXAMINE (RFC 3501 §6.3.1, §6.3.2).
final class SelectCommand {
    private SelectCommand() {}

    static String select(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        open(call, false);
        return "OK [READ-WRITE] SELECT done";
    }

    static String examine(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        open(call, true);
        return "OK [READ-ONLY] EXAMINE done";
    }

    private static void open(Call call, boolean readOnly)
            throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        input.expectSpace();
        MailboxName name = input.mailbox();
        boolean wantsModSeq = false;
        if (!input.atEnd()) {
            // RFC 7162 §3.1.8
            input.expectSpace();
            for (String parameter : input.list(input::word)) {
                if (!parameter.equals("CONDSTORE")) {
                    throw new ImapSyntaxException("SELECT does not know " + parameter);
                }
                wantsModSeq = true;
            }
        }
        input.expectEnd();
        LoggedIn account = call.account();
        // RFC 3501 §6.3.1: a SELECT that fails leaves none selected
        if (account.selected() != null) {
            account.unselect();
            // RFC 7162 §3.2.11
            call.out().untagged("OK [CLOSED] the mailbox before is closed");
        }
        if (wantsModSeq) {
            account.turnOn(Feature.CONDSTORE);
        }
        SelectedMailbox selected = new SelectedMailbox(account.store().open(name), readOnly);
        account.select(selected);
        tell(selected, call.out());
    }

    private static void tell(SelectedMailbox selected, Responses out) throws IOException {
        MailboxView view = selected.view();
        selected.tellFlags(out);
        out.untagged(view.count() + " EXISTS");
        out.untagged("0 RECENT");
        for (int i = 0; i < view.count(); i++) {
            if (!view.flags(i).has(SystemFlag.SEEN)) {
                out.untagged("OK [UNSEEN " + (i + 1) + "] is the first that is not seen");
                break;
            }
        }
        out.untagged("OK [UIDVALIDITY " + view.uidValidity() + "] UIDs are valid");
        out.untagged("OK [UIDNEXT " + view.uidNext() + "] is the next UID");
        out.untagged("OK [HIGHESTMODSEQ " + view.highestModSeq() + "] is the highest");
    }
}
