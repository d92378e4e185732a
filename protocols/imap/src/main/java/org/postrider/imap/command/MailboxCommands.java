package org.postrider.imap.command;

import java.io.IOException;
import java.util.Optional;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException;
import org.postrider.imap.selected.Feature;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// Making, renaming, deleting mailboxes, and subscribing to them (RFC 3501 §6.3).
final class MailboxCommands {
    private MailboxCommands() {}

    // RFC 6154 §3: CREATE name (USE (\Sent))
    static String create(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        input.expectSpace();
        MailboxName name = input.mailbox();
        Optional<SpecialUse> use = Optional.empty();
        if (!input.atEnd()) {
            input.expectSpace();
            use = Optional.of(input.specialUse());
            input.expectEnd();
        }
        try {
            call.account().store().create(name, use);
        } catch (StoreException e) {
            if (use.isPresent() && e.kind() == StoreException.Kind.CONFLICT) {
                throw CommandFailedException.no("[USEATTR] another mailbox has that use");
            }
            throw e;
        }
        call.account().settle(name);
        String id;
        try (Mailbox made = call.account().store().open(name)) {
            // RFC 8474 §4.1
            id = "[MAILBOXID (" + made.id() + ")] ";
        }
        call.account().sync(true);
        return "OK " + id + "CREATE done";
    }

    static String delete(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        MailboxName name = only(call.input());
        call.account().store().delete(name);
        call.account().settle(name);
        return synced(call);
    }

    static String rename(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        call.input().expectSpace();
        MailboxName from = call.input().mailbox();
        MailboxName to = only(call.input());
        LoggedIn account = call.account();
        account.store().rename(from, to);
        account.settle(from, to);
        if (account.has(Feature.IMAP4REV2) && !from.isInbox()) {
            // RFC 9051 §6.3.9.7
            call.out().raw("* LIST () \"" + account.separator() + "\" ");
            call.out().raw(account.wireName(to));
            call.out().raw(" (\"OLDNAME\" (");
            call.out().raw(account.wireName(from));
            call.out().line("))");
        }
        return synced(call);
    }

    static String subscribe(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        MailboxName name = only(call.input());
        call.account().store().subscribe(name, true);
        call.account().settle(name);
        return synced(call);
    }

    static String unsubscribe(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        MailboxName name = only(call.input());
        call.account().store().subscribe(name, false);
        call.account().settle(name);
        return synced(call);
    }

    private static String synced(Call call) throws IOException, CommandFailedException {
        call.account().sync(true);
        return call.done();
    }

    private static MailboxName only(ImapInput input) throws ImapSyntaxException {
        input.expectSpace();
        MailboxName name = input.mailbox();
        input.expectEnd();
        return name;
    }
}
