package org.postrider.imap.command;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.Quota;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.Usage;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.ImapSession;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.structure.WireText;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// What may be held and is (RFC 9208). The quota root `""` is for all mailboxes of the user's own account; for an
/// administrator each account that it looks after is one more, named by its address.
final class QuotaCommands {
    private static final String STORAGE = "STORAGE";
    private static final String MESSAGE = "MESSAGE";
    private static final String MAILBOX = "MAILBOX";
    private static final List<String> RESOURCES = List.of(STORAGE, MESSAGE, MAILBOX);
    // RFC 9208 §5.1: STORAGE is in units of 1024 octets
    private static final long UNIT = 1024;
    // What the server's files can say: about 1,000 PiB.
    private static final long UNITS_MAX = 999_999_999_999_999L;

    private QuotaCommands() {}

    /// @param name as the client calls it
    private record Root(String name, MailAddress account) {}

    /// Whether the client can change quotas at all (RFC 9208 §3.1.2).
    static boolean settable(ImapSession session) {
        LoggedIn user = session.account();
        return user != null && session.services().directory().administers(user.address(), user.address());
    }

    static String getQuota(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        Root root = root(call);
        call.input().expectEnd();
        tell(call, root);
        return call.done();
    }

    // RFC 9208 §4.2.2
    static String getQuotaRoot(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        input.expectSpace();
        MailboxName name = input.mailbox();
        input.expectEnd();
        LoggedIn user = call.account();
        user.openReadable(name).close();
        MailAddress owner = user.store().owner(name);
        boolean own = owner.equals(user.address());
        // What is in the mailbox of somebody else counts for them, and is not for others to know.
        boolean known = own || call.services().directory().administers(user.address(), owner);
        Root root = new Root(own ? "" : owner.toString(), owner);
        WireText line = new WireText().raw("* QUOTAROOT ").raw(user.wireName(name));
        if (known) {
            line.raw(" ").string(root.name());
        }
        call.out().raw(line.raw("\r\n").octets());
        if (known) {
            tell(call, root);
        }
        return call.done();
    }

    // RFC 9208 §4.1.3
    static String setQuota(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        Root root = root(call);
        call.input().expectSpace();
        Map<String, Long> limits = limits(call.input());
        call.input().expectEnd();
        Directory directory = call.services().directory();
        if (!directory.administers(call.account().address(), root.account())) {
            throw CommandFailedException.no("[NOPERM] the administrator sets quotas");
        }
        directory.changeQuota(root.account(), quota(limits));
        tell(call, root);
        return call.done();
    }

    private static Map<String, Long> limits(ImapInput input) throws ImapSyntaxException {
        Map<String, Long> limits = new HashMap<>();
        input.expect('(');
        while (!input.take(')')) {
            if (!limits.isEmpty()) {
                input.expectSpace();
            }
            String resource = input.word();
            input.expectSpace();
            if (limits.put(resource, input.number()) != null) {
                throw new ImapSyntaxException("one limit for each resource");
            }
        }
        return limits;
    }

    // RFC 9208 §4.1.3: what is not named has no limit any more
    private static Quota quota(Map<String, Long> limits) throws CommandFailedException {
        if (!RESOURCES.containsAll(limits.keySet())) {
            throw CommandFailedException.no("[CANNOT] quotas are of " + String.join(", ", RESOURCES));
        }
        if (limits.containsValue(0L)) {
            throw CommandFailedException.no("[CANNOT] a limit is at least 1; what is not named has none");
        }
        if (limits.getOrDefault(STORAGE, 1L) > UNITS_MAX) {
            throw CommandFailedException.no("[CANNOT] STORAGE is at most " + UNITS_MAX);
        }
        OptionalLong units = limit(limits, STORAGE);
        return new Quota(
                units.isPresent() ? OptionalLong.of(units.getAsLong() * UNIT) : units,
                limit(limits, MESSAGE),
                limit(limits, MAILBOX));
    }

    private static OptionalLong limit(Map<String, Long> limits, String resource) {
        Long limit = limits.get(resource);
        return limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    /// What the messages hold that are marked as deleted (RFC 9208 §5.1.1, §5.2).
    static Usage deleted(MailboxView view) {
        long octets = 0;
        long messages = 0;
        for (int i = 0; i < view.count(); i++) {
            if (view.flags(i).has(SystemFlag.DELETED)) {
                octets += view.size(i);
                messages++;
            }
        }
        return new Usage(octets, messages, 0);
    }

    // Whoever is no administrator learns nothing of who has an account.
    private static Root root(Call call) throws ImapSyntaxException, CommandFailedException {
        call.input().expectSpace();
        String name = call.input().astringText();
        MailAddress user = call.account().address();
        if (name.isEmpty()) {
            return new Root("", user);
        }
        Directory directory = call.services().directory();
        try {
            MailAddress account = directory
                    .find(MailAddress.parse(name))
                    .map(Account::address)
                    .filter(found -> directory.administers(user, found))
                    .orElseThrow(() -> CommandFailedException.no("[NONEXISTENT] there is no such quota root"));
            return new Root(account.toString(), account);
        } catch (AddressSyntaxException _) {
            throw CommandFailedException.no("[NONEXISTENT] there is no such quota root");
        }
    }

    // RFC 9208 §4.2.1: only what is limited is told of
    private static void tell(Call call, Root root) throws IOException, CommandFailedException {
        Quota quota = call.services().directory().quota(root.account());
        StringJoiner resources = new StringJoiner(" ", " (", ")\r\n");
        if (!quota.isNone()) {
            Usage usage = store(call, root).usage();
            quota.octets()
                    .ifPresent(limit ->
                            resources.add(STORAGE + " " + Math.ceilDiv(usage.octets(), UNIT) + " " + limit / UNIT));
            quota.messages().ifPresent(limit -> resources.add(MESSAGE + " " + usage.messages() + " " + limit));
            quota.mailboxes().ifPresent(limit -> resources.add(MAILBOX + " " + usage.mailboxes() + " " + limit));
        }
        call.out()
                .raw(new WireText()
                        .raw("* QUOTA ")
                        .string(root.name())
                        .raw(resources.toString())
                        .octets());
    }

    private static AccountStore store(Call call, Root root) throws IOException, CommandFailedException {
        LoggedIn user = call.account();
        return root.account().equals(user.address()) ? user.store() : user.storeOf(root.account());
    }
}
