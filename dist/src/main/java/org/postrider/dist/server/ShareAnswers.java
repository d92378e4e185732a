package org.postrider.dist.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postrider.api.directory.Directory;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.share.AccessList;
import org.postrider.api.store.share.Rights;
import org.postrider.api.store.share.Sharing;
import org.postrider.kernel.control.ControlException;

/// Answers questions about who shares which mailboxes with whom, and changes it.
final class ShareAnswers {
    private static final char SEPARATOR = '/';
    /// What administrators may say in the place of letters.
    private static final Map<String, String> WORDS = Map.of("none", "", "read", "lrs", "write", "lrswite");

    private ShareAnswers() {}

    /// @param arguments `account`
    static Map<String, Object> list(Sharing sharing, MailStore store, Map<String, Object> arguments)
            throws ControlException {
        MailAddress account = account(arguments);
        List<Map<String, Object>> entries = new ArrayList<>();
        try {
            // The table of who shares anything may have been lost: whoever looks here misses something.
            sharing.refresh(account);
            for (AccountStore.MailboxInfo info : store.account(account).list()) {
                if (info.selectable()) {
                    sharing.accessList(account, info.name())
                            .entries()
                            .forEach((identifier, rights) -> entries.add(members(info.name(), identifier, rights)));
                }
            }
        } catch (StoreException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
        return Map.of("entries", entries);
    }

    private static Map<String, Object> members(MailboxName mailbox, String identifier, Rights rights) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("mailbox", mailbox.toString(SEPARATOR));
        members.put("with", identifier);
        members.put("rights", rights.toString());
        return members;
    }

    /// @param arguments `account`, `mailbox`, `with`, `rights`
    static Map<String, Object> change(Sharing sharing, Directory directory, Map<String, Object> arguments)
            throws ControlException {
        MailAddress account = account(arguments);
        if (directory.find(account).isEmpty()) {
            throw new ControlException("there is no account " + account);
        }
        try {
            MailboxName mailbox = MailboxName.parse(String.valueOf(arguments.get("mailbox")), SEPARATOR);
            String given = String.valueOf(arguments.get("with"));
            // An account or a group that is no more can still be in the list.
            String with = sharing.accessList(account, mailbox).entries().containsKey(given)
                    ? given
                    : identifier(directory, account.domain(), given);
            if (with.equals(AccessList.identifier(account))) {
                throw new ControlException("the owner has all rights, always");
            }
            Rights rights = rights(String.valueOf(arguments.get("rights")));
            sharing.change(account, mailbox, with, _ -> rights);
            return members(mailbox, with, rights);
        } catch (StoreException | IllegalArgumentException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Rights rights(String text) {
        return text.equals("all") ? Rights.ALL : Rights.parse(WORDS.getOrDefault(text, text));
    }

    private static String identifier(Directory directory, Domain domain, String given) throws ControlException {
        return AccessList.identifier(directory, domain, given)
                .orElseThrow(() -> new ControlException("there is no account and no group '" + given
                        + "'; groups are anyone, authenticated, and group:NAME, see: postrider user groups"));
    }

    private static MailAddress account(Map<String, Object> arguments) throws ControlException {
        try {
            return MailAddress.parse(String.valueOf(arguments.get("account")));
        } catch (IllegalArgumentException e) {
            throw new ControlException("that is no address: " + e.getMessage(), e);
        }
    }
}
