package org.postrider.dist.server;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.keep.KeepingStore;
import org.postrider.api.store.keep.KeepingStore.RemovedMail;
import org.postrider.kernel.control.ControlException;

/// Removed mail as the control socket shows it and gives it back.
final class UndeleteAnswers {
    private static final char SEPARATOR = '/';

    private UndeleteAnswers() {}

    /// @param arguments `account`
    static Map<String, Object> list(KeepingStore store, Map<String, Object> arguments) throws ControlException {
        try {
            return Map.of(
                    "mailboxes",
                    store.list(account(arguments)).stream()
                            .map(UndeleteAnswers::members)
                            .toList());
        } catch (StoreException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
    }

    /// @param arguments `account`; `mailbox` where it is not all; `seconds` where it is not all of the time
    static Map<String, Object> restore(KeepingStore store, Map<String, Object> arguments) throws ControlException {
        MailAddress account = account(arguments);
        Instant since = arguments.get("seconds") instanceof Number seconds
                ? Instant.now().minus(Duration.ofSeconds(seconds.longValue()))
                : Instant.EPOCH;
        try {
            List<MailboxName> names = arguments.get("mailbox") instanceof String mailbox
                    ? List.of(MailboxName.parse(mailbox, SEPARATOR))
                    : store.list(account).stream().map(RemovedMail::mailbox).toList();
            int count = 0;
            for (MailboxName name : names) {
                count += store.restore(account, name, since);
            }
            return Map.of("messages", count);
        } catch (StoreException | IllegalArgumentException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Map<String, Object> members(RemovedMail removed) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("mailbox", removed.mailbox().toString(SEPARATOR));
        members.put("messages", removed.messages());
        members.put("octets", removed.octets());
        members.put("latest", removed.latest().toString());
        return members;
    }

    private static MailAddress account(Map<String, Object> arguments) throws ControlException {
        try {
            return MailAddress.parse(String.valueOf(arguments.get("account")));
        } catch (AddressSyntaxException e) {
            throw new ControlException("that is no address: " + e.getMessage(), e);
        }
    }
}
