package org.postrider.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// STATUS (RFC 3501 §6.3.10), and the same for LIST (RFC 5819).
final class StatusCommand {
    private StatusCommand() {}

    static String status(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        input.expectSpace();
        MailboxName name = input.mailbox();
        input.expectSpace();
        List<String> items = input.list(input::word);
        input.expectEnd();
        tell(call, name, items(items));
        call.account().sync(true);
        return call.done();
    }

    // RFC 5819
    static ListReturn.Line afterList(Call call) throws ImapSyntaxException {
        call.input().expectSpace();
        List<String> names = call.input().list(call.input()::word);
        return (each, mailbox) -> {
            try {
                tell(each, mailbox, items(names));
            } catch (StoreException e) {
                // RFC 5819 §2: LIST goes on without what STATUS would refuse
                if (e.kind() != StoreException.Kind.NOT_PERMITTED && e.kind() != StoreException.Kind.NOT_FOUND) {
                    throw e;
                }
            }
        };
    }

    private static List<StatusItem> items(List<String> names) throws CommandFailedException {
        List<StatusItem> items = new ArrayList<>();
        for (String name : names) {
            items.add(StatusItem.named(name));
        }
        return items;
    }

    private static void tell(Call call, MailboxName name, List<StatusItem> items)
            throws IOException, CommandFailedException {
        LoggedIn account = call.account();
        try (Mailbox mailbox = account.openReadable(name)) {
            List<String> values = new ArrayList<>();
            for (StatusItem item : items) {
                values.add(item.name() + " " + item.value().of(account, mailbox));
            }
            call.out().raw("* STATUS ");
            call.out().raw(account.wireName(mailbox.name()));
            call.out().line(" (" + String.join(" ", values) + ")");
        }
    }
}
