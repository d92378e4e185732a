package org.postrider.imap.command;

import java.io.IOException;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.share.Right;
import org.postrider.imap.selected.Feature;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.session.MessageLimit;
import org.postrider.imap.session.Progress;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// EXPUNGE, and the ways to leave a mailbox (RFC 3501 §6.4.1 to §6.4.3, RFC 3691).
final class ExpungeCommands {
    private ExpungeCommands() {}

    static String check(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        call.input().expectEnd();
        call.account().sync(true);
        return call.done();
    }

    // RFC 3501 §6.4.2: expunges, and says nothing of it
    static String close(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        call.input().expectEnd();
        SelectedMailbox selected = call.selected();
        // RFC 4314 §4: without the right it closes all the same
        if (!selected.readOnly() && selected.mailbox().rights().has(Right.EXPUNGE)) {
            selected.mailbox().expunge(deleted(selected, UidSet.ALL));
        }
        call.account().unselect();
        return call.done();
    }

    static String unselect(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        call.input().expectEnd();
        call.account().unselect();
        return call.done();
    }

    static String expunge(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        SelectedMailbox selected = call.selected();
        UidSet among = UidSet.ALL;
        if (call.uid()) {
            // RFC 4315 §2.1
            call.input().expectSpace();
            among = selected.resolve(call.input().sequenceSet(), true);
        }
        call.input().expectEnd();
        call.writable();
        LoggedIn account = call.account();
        account.sync(false);
        // RFC 9738 §3.1: of UID EXPUNGE; EXPUNGE itself has no set that a client could go on with
        MessageLimit limit = call.uid()
                ? MessageLimit.of(call, deleted(selected, among))
                : new MessageLimit(deleted(selected, among), "");
        UidSet leaving = limit.uids();
        Progress.during(call, () -> selected.mailbox().expunge(leaving));
        account.syncExpunged();
        String highest = account.has(Feature.CONDSTORE)
                ? "[HIGHESTMODSEQ " + selected.view().highestModSeq() + "] "
                : "";
        if (limit.isPart()) {
            if (!highest.isEmpty()) {
                call.out().untagged("OK " + highest + "so far");
            }
            return limit.done(call);
        }
        return "OK " + highest + "EXPUNGE done";
    }

    // Only what this client knows of: it has not seen the others marked.
    private static UidSet deleted(SelectedMailbox selected, UidSet among) throws StoreException {
        MailboxView view = selected.mailbox().view();
        UidSet.Builder builder = new UidSet.Builder();
        for (int number = 1; number <= selected.count(); number++) {
            long uid = selected.uid(number);
            int position = view.position(uid);
            if (position >= 0 && among.contains(uid) && view.flags(position).has(SystemFlag.DELETED)) {
                builder.add(uid);
            }
        }
        return builder.build();
    }
}
