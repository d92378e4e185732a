package org.postrider.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.share.Right;
import org.postrider.imap.selected.Feature;
import org.postrider.imap.selected.FetchWriter;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.selected.Vanished;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.session.MessageLimit;
import org.postrider.imap.syntax.FetchItem;
import org.postrider.imap.syntax.FetchModifiers;
import org.postrider.imap.syntax.FetchParser;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.syntax.PartialRange;
import org.postrider.imap.wire.CommandFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// FETCH (RFC 3501 §6.4.5, RFC 7162 §3.1.4, RFC 9394 §3.3).
final class FetchCommand {
    private static final Logger LOG = LoggerFactory.getLogger(FetchCommand.class);

    private FetchCommand() {}

    static String fetch(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        SelectedMailbox selected = call.selected();
        LoggedIn account = call.account();
        ImapInput input = call.input();
        boolean uid = call.uid();
        input.expectSpace();
        UidSet uids = selected.resolve(input.sequenceSet(), uid);
        input.expectSpace();
        List<FetchItem> items = new ArrayList<>(new FetchParser(input).items());
        FetchModifiers modifiers = FetchModifiers.read(input);
        if (modifiers.vanished() && (!uid || !account.has(Feature.QRESYNC))) {
            // RFC 7162 §3.2.6
            throw new ImapSyntaxException("VANISHED needs UID FETCH and ENABLE QRESYNC");
        }
        long changedSince = modifiers.changedSince();
        input.expectEnd();
        if (items.contains(FetchItem.Simple.MODSEQ)) {
            account.turnOn(Feature.CONDSTORE);
        }
        if (changedSince >= 0) {
            account.turnOn(Feature.CONDSTORE);
            add(items, FetchItem.Simple.MODSEQ);
        }
        if (uid && !account.has(Feature.UIDONLY)) {
            add(items, FetchItem.Simple.UID);
        }
        account.sync(uid);
        if (modifiers.vanished()) {
            vanished(call, selected, uids, changedSince);
        }
        if (modifiers.partial().isPresent()) {
            uids = part(selected, uids, changedSince, modifiers.partial().get());
        }
        MessageLimit limit = MessageLimit.of(call, limited(call, selected, uids, changedSince));
        uids = limit.uids();
        // What is fetched with a body becomes seen, and the answer says so (RFC 3501 §6.4.5).
        UidSet newlySeen = UidSet.EMPTY;
        if (FetchWriter.setsSeen(items)
                && !selected.readOnly()
                && selected.mailbox().rights().has(Right.SEEN)) {
            newlySeen = unseen(selected, uids, changedSince);
            see(account, selected, newlySeen);
        }
        FetchWriter writer = new FetchWriter(selected, items, account.news());
        boolean gone = false;
        boolean unreadable = false;
        for (int number = selected.next(uids, 1); number > 0; number = selected.next(uids, number + 1)) {
            int position = selected.position(number);
            boolean wanted = position >= 0 && selected.view().modSeq(position) > changedSince;
            Written written = wanted
                    ? write(account, writer, number, position, newlySeen.contains(selected.uid(number)))
                    : Written.WHOLE;
            gone |= position < 0 || written == Written.GONE;
            unreadable |= written == Written.UNREADABLE;
        }
        if (uid) {
            account.sync(true);
        }
        if (unreadable) {
            limit.tell(call.out());
            // RFC 5530 §3
            return "NO [CORRUPTION] some messages cannot be read; ask your administrator";
        }
        if (gone && !uid) {
            limit.tell(call.out());
            return "NO [EXPUNGEISSUED] some messages are gone";
        }
        return limit.done(call);
    }

    // What has not changed is not worked on.
    private static UidSet limited(Call call, SelectedMailbox selected, UidSet uids, long changedSince) {
        boolean counts = call.config().maxMessagesPerCommand() != 0 && changedSince >= 0;
        return counts ? UidSet.of(meant(selected, uids, changedSince)) : uids;
    }

    // RFC 9394 §3.3: of those that the rest of the command means
    private static UidSet part(SelectedMailbox selected, UidSet uids, long changedSince, PartialRange range) {
        long[] all = meant(selected, uids, changedSince);
        int from = range.from(all.length);
        return UidSet.of(Arrays.copyOfRange(all, from, Math.max(from, range.to(all.length))));
    }

    private static long[] meant(SelectedMailbox selected, UidSet uids, long changedSince) {
        MailboxView view = selected.view();
        LongStream.Builder meant = LongStream.builder();
        for (int number = selected.next(uids, 1); number > 0; number = selected.next(uids, number + 1)) {
            int position = selected.position(number);
            if (position >= 0 && view.modSeq(position) > changedSince) {
                meant.add(selected.uid(number));
            }
        }
        return meant.build().toArray();
    }

    private static UidSet unseen(SelectedMailbox selected, UidSet uids, long changedSince) {
        MailboxView view = selected.view();
        UidSet.Builder unseen = new UidSet.Builder();
        for (int number = selected.next(uids, 1); number > 0; number = selected.next(uids, number + 1)) {
            int position = selected.position(number);
            if (position >= 0
                    && view.modSeq(position) > changedSince
                    && !view.flags(position).has(SystemFlag.SEEN)) {
                unseen.add(selected.uid(number));
            }
        }
        return unseen.build();
    }

    private static void see(LoggedIn account, SelectedMailbox selected, UidSet unseen) throws IOException {
        if (!unseen.isEmpty()) {
            FlagChange seen = new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.SEEN));
            Mailbox.StoreResult result = selected.mailbox().store(unseen, seen, Long.MAX_VALUE);
            selected.told(result.changed(), result.highestModSeq());
            account.sync(false);
        }
    }

    private enum Written {
        WHOLE,
        GONE,
        UNREADABLE
    }

    // One message that cannot be read does not keep the others from the client.
    private static Written write(LoggedIn account, FetchWriter writer, int number, int position, boolean newlySeen)
            throws IOException, CommandFailedException {
        try {
            writer.write(number, position, newlySeen, account.has(Feature.CONDSTORE));
            return Written.WHOLE;
        } catch (StoreException e) {
            return switch (e.kind()) {
                case NOT_FOUND -> Written.GONE;
                case DAMAGED -> {
                    LOG.error("a message cannot be read", e);
                    yield Written.UNREADABLE;
                }
                default -> throw e;
            };
        }
    }

    // RFC 7162 §3.2.6: those that the client may still have
    private static void vanished(Call call, SelectedMailbox selected, UidSet uids, long since) throws IOException {
        UidSet gone = Vanished.since(selected, since, uids);
        if (!gone.isEmpty()) {
            call.out().untagged("VANISHED (EARLIER) " + gone);
        }
    }

    private static void add(List<FetchItem> items, FetchItem item) {
        if (!items.contains(item)) {
            items.add(item);
        }
    }
}
