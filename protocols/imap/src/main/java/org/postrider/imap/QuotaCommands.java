package org.postrider.imap;

import java.io.IOException;
import java.util.StringJoiner;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.Quota;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.Usage;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;

/// What may be held and is (RFC 9208). There is one quota root, `""`, for all mailboxes of the account; those of
/// others have none.
final class QuotaCommands {
    // RFC 9208 §5.1: STORAGE is in units of 1024 octets
    private static final long UNIT = 1024;

    private QuotaCommands() {}

    static String getQuota(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        checkRoot(call.input());
        call.input().expectEnd();
        tell(call);
        return call.done();
    }

    // RFC 9208 §4.2.2
    static String getQuotaRoot(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        input.expectSpace();
        MailboxName name = input.mailbox();
        input.expectEnd();
        call.account().openReadable(name).close();
        boolean own = call.account().store().isOwn(name);
        call.out().raw("* QUOTAROOT ");
        call.out().raw(call.account().wireName(name));
        // What is in the mailbox of somebody else counts for them, and is not for others to know.
        call.out().line(own ? " \"\"" : "");
        if (own) {
            tell(call);
        }
        return call.done();
    }

    // RFC 9208 §4.1.3: QUOTASET is not offered
    static String setQuota(Call call) throws ImapSyntaxException, CommandFailedException {
        checkRoot(call.input());
        throw CommandFailedException.no("[NOPERM] the administrator sets quotas");
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

    private static void checkRoot(ImapInput input) throws ImapSyntaxException, CommandFailedException {
        input.expectSpace();
        if (!input.astringText().isEmpty()) {
            throw CommandFailedException.no("[NONEXISTENT] the only quota root is \"\"");
        }
    }

    // RFC 9208 §4.2.1: only what is limited is told of
    private static void tell(Call call) throws IOException, CommandFailedException {
        Quota quota = call.services().directory().quota(call.account().address());
        StringJoiner resources = new StringJoiner(" ", "(", ")");
        if (!quota.isNone()) {
            Usage usage = call.account().store().usage();
            quota.octets()
                    .ifPresent(limit ->
                            resources.add("STORAGE " + Math.ceilDiv(usage.octets(), UNIT) + " " + limit / UNIT));
            quota.messages().ifPresent(limit -> resources.add("MESSAGE " + usage.messages() + " " + limit));
            quota.mailboxes().ifPresent(limit -> resources.add("MAILBOX " + usage.mailboxes() + " " + limit));
        }
        call.out().untagged("QUOTA \"\" " + resources);
    }
}
