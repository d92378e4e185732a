package org.postrider.imap.command;

import java.io.IOException;
import java.util.Map;
import org.postrider.api.mail.Domain;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.share.AccessList;
import org.postrider.api.store.share.Rights;
import org.postrider.api.store.share.SharedAccount;
import org.postrider.imap.session.Call;
import org.postrider.imap.structure.WireText;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// Who may do what with a mailbox (RFC 4314 §3). The owner may do everything, and nobody can change that.
final class AclCommands {
    private AclCommands() {}

    // RFC 4314 §3.3
    static String getAcl(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        MailboxName name = mailbox(call);
        call.input().expectEnd();
        SharedAccount store = call.account().store();
        AccessList list = store.accessList(name);
        WireText line = new WireText().raw("* ACL ").raw(call.account().wireName(name));
        line.raw(" ").string(store.owner(name).toString()).raw(" " + Rights.ALL.withObsolete());
        for (Map.Entry<String, Rights> entry : list.entries().entrySet()) {
            line.raw(" ").string(entry.getKey()).raw(" " + entry.getValue().withObsolete());
        }
        call.out().raw(line.raw("\r\n").octets());
        return call.done();
    }

    // RFC 4314 §3.1
    static String setAcl(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        MailboxName name = mailbox(call);
        call.input().expectSpace();
        String given = call.input().astringText();
        call.input().expectSpace();
        String letters = call.input().astringText();
        call.input().expectEnd();
        boolean adds = letters.startsWith("+");
        boolean removes = letters.startsWith("-");
        Rights rights = rights(adds || removes ? letters.substring(1) : letters);
        SharedAccount store = call.account().store();
        store.accessList(name);
        String identifier = identifier(call, name, given);
        if (identifier.equals(owner(call, name))) {
            boolean staysAll = adds || (removes ? rights.isEmpty() : rights.equals(Rights.ALL));
            if (!staysAll) {
                throw CommandFailedException.no("[CANNOT] the owner has all rights, always");
            }
            return call.done();
        }
        store.changeAccess(name, identifier, before -> {
            if (adds) {
                return before.with(rights);
            }
            return removes ? before.without(rights) : rights;
        });
        return call.done();
    }

    // RFC 4314 §3.2
    static String deleteAcl(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        MailboxName name = mailbox(call);
        call.input().expectSpace();
        String given = call.input().astringText();
        call.input().expectEnd();
        SharedAccount store = call.account().store();
        AccessList list = store.accessList(name);
        // An account that is no more can still be in the list.
        String identifier = list.entries().containsKey(given) ? given : identifier(call, name, given);
        if (identifier.equals(owner(call, name))) {
            throw CommandFailedException.no("[CANNOT] the owner has all rights, always");
        }
        store.changeAccess(name, identifier, _ -> Rights.NONE);
        return call.done();
    }

    // RFC 4314 §3.4
    static String listRights(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        MailboxName name = mailbox(call);
        call.input().expectSpace();
        String given = call.input().astringText();
        call.input().expectEnd();
        call.account().store().accessList(name);
        boolean owner = identifier(call, name, given).equals(owner(call, name));
        // RFC 4314 §2.1.1: no right is tied to another, and so c and d stand by themselves
        String rights = owner
                ? Rights.ALL.withObsolete()
                : "\"\" " + String.join(" ", Rights.ALL.withObsolete().split(""));
        call.out()
                .raw(new WireText()
                        .raw("* LISTRIGHTS ")
                        .raw(call.account().wireName(name))
                        .raw(" ")
                        .string(given)
                        .raw(" " + rights + "\r\n")
                        .octets());
        return call.done();
    }

    // RFC 4314 §3.5
    static String myRights(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        MailboxName name = mailbox(call);
        call.input().expectEnd();
        tell(call, name);
        return call.done();
    }

    // RFC 8440 §4
    static ListReturn.Line afterList(Call call) {
        return (each, mailbox) -> {
            try {
                tell(each, mailbox);
            } catch (StoreException e) {
                // Deleted meanwhile.
                if (e.kind() != StoreException.Kind.NOT_FOUND) {
                    throw e;
                }
            }
        };
    }

    private static void tell(Call call, MailboxName name) throws IOException, CommandFailedException {
        Rights rights = call.account().store().rights(name);
        call.out().raw("* MYRIGHTS ");
        call.out().raw(call.account().wireName(name));
        call.out().line(" " + rights.withObsolete());
    }

    private static MailboxName mailbox(Call call) throws ImapSyntaxException {
        call.input().expectSpace();
        return call.input().mailbox();
    }

    private static Rights rights(String letters) throws CommandFailedException {
        try {
            return Rights.parse(letters);
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.bad(String.valueOf(e.getMessage()));
        }
    }

    private static String owner(Call call, MailboxName name) throws IOException, CommandFailedException {
        return AccessList.identifier(call.account().store().owner(name));
    }

    // As it is kept: groups by their names and domains, users by their whole address.
    private static String identifier(Call call, MailboxName mailbox, String given)
            throws IOException, CommandFailedException {
        if (given.isEmpty() || given.equals("-")) {
            // RFC 4314 §3
            throw CommandFailedException.bad("an identifier is not empty");
        }
        Domain domain = call.account().store().owner(mailbox).domain();
        return AccessList.identifier(call.services().directory(), domain, given)
                .orElseThrow(
                        () -> CommandFailedException.no("[CANNOT] there is no such user or group; groups are anyone,"
                                + " authenticated, and group: before a name that your administrator gave"));
    }
}
