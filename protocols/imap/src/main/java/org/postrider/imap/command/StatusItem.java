package org.postrider.imap.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.imap.selected.Feature;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.wire.CommandFailedException;

/// Something that STATUS tells of a mailbox (RFC 3501 §6.3.10).
///
/// @param name in upper case
/// @param value as it stands in the answer
record StatusItem(String name, Value value) {
    /// All there are, a row for each.
    private static final Map<String, StatusItem> ALL = List.of(
                    new StatusItem(
                            "MESSAGES", (_, mailbox) -> number(mailbox.view().count())),
                    new StatusItem("RECENT", (_, _) -> "0"),
                    new StatusItem(
                            "UIDNEXT", (_, mailbox) -> number(mailbox.view().uidNext())),
                    new StatusItem(
                            "UIDVALIDITY", (_, mailbox) -> number(mailbox.view().uidValidity())),
                    new StatusItem(
                            "UNSEEN", (_, mailbox) -> number(mailbox.view().unseen())),
                    new StatusItem(
                            "DELETED",
                            (_, mailbox) ->
                                    number(QuotaCommands.deleted(mailbox.view()).messages())),
                    new StatusItem(
                            "DELETED-STORAGE",
                            (_, mailbox) ->
                                    number(QuotaCommands.deleted(mailbox.view()).octets())),
                    // RFC 8438
                    new StatusItem("SIZE", (_, mailbox) -> number(size(mailbox.view()))),
                    // RFC 8474 §4.3
                    new StatusItem("MAILBOXID", (_, mailbox) -> "(" + mailbox.id() + ")"),
                    // RFC 7889 §3.2
                    new StatusItem("APPENDLIMIT", (account, _) -> number(account.appendLimit())),
                    new StatusItem("HIGHESTMODSEQ", (account, mailbox) -> {
                        // RFC 7162 §3.1: asking for it turns CONDSTORE on
                        account.turnOn(Feature.CONDSTORE);
                        return number(mailbox.view().highestModSeq());
                    }))
            .stream()
            .collect(Collectors.toUnmodifiableMap(StatusItem::name, Function.identity()));

    private static String number(long value) {
        return Long.toString(value);
    }

    private static long size(MailboxView view) {
        long size = 0;
        for (int i = 0; i < view.count(); i++) {
            size += view.size(i);
        }
        return size;
    }

    static StatusItem named(String name) throws CommandFailedException {
        StatusItem found = ALL.get(name);
        if (found == null) {
            throw CommandFailedException.bad("STATUS does not know " + name);
        }
        return found;
    }

    /// Computes it.
    @FunctionalInterface
    interface Value {
        String of(LoggedIn account, Mailbox mailbox) throws IOException;
    }
}
