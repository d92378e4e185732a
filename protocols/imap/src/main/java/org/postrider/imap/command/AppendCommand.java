package org.postrider.imap.command;

import java.io.IOException;
import java.util.List;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.session.Progress;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// APPEND (RFC 3501 §6.3.11, RFC 3502) and REPLACE (RFC 8508), with APPENDUID (RFC 4315).
final class AppendCommand {
    private AppendCommand() {}

    static String append(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        call.input().expectSpace();
        MailboxName name = call.input().mailbox();
        List<Mailbox.NewMessage> messages = new MessageReader(call).messages();
        LoggedIn account = call.account();
        try (Mailbox mailbox = account.openTarget(name)) {
            // RFC 3502 §6.3.11: all or none
            List<Mailbox.Appended> appended = Progress.during(call, () -> mailbox.appendAll(messages));
            UidSet uids =
                    UidSet.of(appended.stream().mapToLong(Mailbox.Appended::uid).toArray());
            account.own(mailbox, uids);
            account.sync(true);
            return "OK [APPENDUID " + appended.getFirst().uidValidity() + " " + uids + "] APPEND done";
        }
    }

    static String replace(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        SelectedMailbox selected = call.selected();
        input.expectSpace();
        UidSet old = selected.resolve(input.sequenceSet(), call.uid());
        input.expectSpace();
        MailboxName name = input.mailbox();
        List<Mailbox.NewMessage> messages = new MessageReader(call).messages();
        if (old.size() != 1 || messages.size() != 1) {
            throw new ImapSyntaxException("REPLACE puts one message in the place of one");
        }
        call.writable();
        long uid = old.ranges().getFirst().first();
        LoggedIn account = call.account();
        try (Mailbox target = account.openTarget(name)) {
            Mailbox.Appended appended = selected.mailbox().replace(uid, target, messages.getFirst());
            // RFC 8508 §3.1: before the old message is told to be gone
            call.out().untagged("OK [APPENDUID " + appended.uidValidity() + " " + appended.uid() + "] the new message");
            account.own(target, UidSet.of(appended.uid()));
            account.syncExpunged();
            return call.done();
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND && selected.view().position(uid) < 0) {
                throw CommandFailedException.no("[NONEXISTENT] the message is gone");
            }
            throw e;
        }
    }
}
