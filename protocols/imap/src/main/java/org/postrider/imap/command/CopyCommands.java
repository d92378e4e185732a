package org.postrider.imap.command;

import java.io.IOException;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.UidSet;
import org.postrider.imap.search.SearchAnswer;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.session.MessageLimit;
import org.postrider.imap.session.Progress;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// COPY (RFC 3501 §6.4.7) and MOVE (RFC 6851), with COPYUID (RFC 4315).
final class CopyCommands {
    private CopyCommands() {}

    static String copy(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        return transfer(call, false);
    }

    static String move(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        return transfer(call, true);
    }

    private static String transfer(Call call, boolean move)
            throws IOException, ImapSyntaxException, CommandFailedException {
        SelectedMailbox selected = call.selected();
        LoggedIn account = call.account();
        ImapInput input = call.input();
        input.expectSpace();
        UidSet uids = selected.resolve(input.sequenceSet(), call.uid());
        input.expectSpace();
        MailboxName name = input.mailbox();
        input.expectEnd();
        MessageLimit limit = new MessageLimit(uids, "");
        if (move) {
            call.writable();
            limit = MessageLimit.of(call, uids);
        } else {
            MessageLimit.checkSaved(call, uids);
        }
        UidSet meant = limit.uids();
        try (Mailbox target = account.openTarget(name)) {
            Mailbox.CopyResult result = Progress.during(
                    call,
                    () -> move
                            ? selected.mailbox().move(meant, target)
                            : selected.mailbox().copy(meant, target));
            if (result.sources().isEmpty()) {
                account.sync(true);
                return call.done() + ": there was nothing";
            }
            String copied = "[COPYUID " + result.uidValidity() + " " + SearchAnswer.runs(result.sources()) + " "
                    + SearchAnswer.runs(result.copies()) + "]";
            if (move) {
                // RFC 6851 §4.3: before the expunges
                call.out().untagged("OK " + copied + " moved");
            }
            account.own(
                    target,
                    UidSet.of(
                            result.copies().stream().mapToLong(Long::longValue).toArray()));
            if (move) {
                account.syncExpunged();
            } else {
                account.sync(true);
            }
            return move ? limit.done(call) : "OK " + copied + " COPY done";
        }
    }
}
