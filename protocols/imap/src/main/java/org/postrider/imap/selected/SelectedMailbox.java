package org.postrider.imap.selected;

import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.share.Right;
import org.postrider.api.store.share.Rights;
import org.postrider.api.store.share.SharedMailbox;
import org.postrider.imap.syntax.NotifyEvent;
import org.postrider.imap.syntax.SequenceSet;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.imap.wire.Responses;

/// What the client sees of the mailbox it has selected: which message has which sequence number.
///
/// The numbers change only by what the client is told (RFC 3501 §7.4.1): a message that is gone keeps its number until
/// an EXPUNGE may be sent. Confined to the session's thread.
public final class SelectedMailbox implements AutoCloseable {
    private static final List<SystemFlag> SYSTEM_FLAGS =
            List.of(SystemFlag.ANSWERED, SystemFlag.FLAGGED, SystemFlag.DELETED, SystemFlag.SEEN, SystemFlag.DRAFT);

    private final SharedMailbox mailbox;
    private final boolean readOnly;
    private MailboxView view;
    /// In the order of sequence numbers, from 1.
    private long[] uids;
    private int count;
    private boolean maybeVanished;
    /// Up to which MODSEQ the client was told of all that is gone.
    private long settledModSeq;
    /// Up to which MODSEQ the client was told of flags.
    private long toldModSeq;
    /// Those that the client was told of by FLAGS.
    private final SortedSet<Keyword> keywords = new TreeSet<>();

    private @Nullable FollowedSearches contexts;
    private UidSet saved = UidSet.EMPTY;
    private UidSet echoed = UidSet.EMPTY;
    private long echoedModSeq;

    public SelectedMailbox(SharedMailbox mailbox, boolean readOnly) throws StoreException {
        this.mailbox = mailbox;
        this.readOnly = readOnly;
        this.view = mailbox.view();
        this.settledModSeq = view.highestModSeq();
        this.toldModSeq = view.highestModSeq();
        this.count = view.count();
        this.uids = new long[Math.max(16, count)];
        for (int i = 0; i < count; i++) {
            uids[i] = view.uid(i);
            keywords.addAll(view.flags(i).keywords());
        }
    }

    public SharedMailbox mailbox() {
        return mailbox;
    }

    public boolean readOnly() {
        return readOnly;
    }

    /// As of the last [#sync].
    public MailboxView view() {
        return view;
    }

    /// Tells which flags there are, and which a client may change (RFC 3501 §7.2.6).
    public void tellFlags(Responses out) throws StoreException, ConnectionEndedException {
        Flags all = Flags.of(EnumSet.allOf(SystemFlag.class), keywords);
        // RFC 4314 §5.1.1: those alone that the user may change
        Rights rights = readOnly ? Rights.NONE : mailbox.rights();
        String kept = names(SharedMailbox.permitted(all, rights));
        out.untagged("FLAGS (" + names(all) + ")");
        out.untagged("OK [PERMANENTFLAGS (" + kept + (rights.has(Right.WRITE) ? " \\*" : "") + ")] these are kept");
    }

    private static String names(Flags flags) {
        StringJoiner names = new StringJoiner(" ");
        for (SystemFlag flag : SYSTEM_FLAGS) {
            if (flags.has(flag)) {
                names.add(flag.imapName());
            }
        }
        flags.keywords().forEach(keyword -> names.add(keyword.name()));
        return names.toString();
    }

    /// How many messages the client knows.
    public int count() {
        return count;
    }

    /// @param number from 1
    public long uid(int number) {
        return uids[number - 1];
    }

    /// The sequence number of a UID; 0 where the client does not know it.
    public int number(long uid) {
        int index = Arrays.binarySearch(uids, 0, count, uid);
        return index < 0 ? 0 : index + 1;
    }

    /// `$` is that from now on (RFC 5182 §2.1): a message that is expunged is no more in it.
    public void save(UidSet uids) {
        saved = uids;
    }

    public UidSet saved() {
        return saved;
    }

    /// The searches that the client follows; null for none.
    @Nullable
    public FollowedSearches contexts() {
        return contexts;
    }

    public void follow(FollowedSearches searches) {
        contexts = searches;
    }

    /// The first sequence number, from `from` on, whose message is one of `uids`; 0 where there is none.
    public int next(UidSet uids, int from) {
        int number = from;
        while (number <= count) {
            long wanted = uids.ceiling(uid(number));
            if (wanted == 0) {
                return 0;
            }
            if (wanted == uid(number)) {
                return number;
            }
            int index = Arrays.binarySearch(this.uids, number, count, wanted);
            number = 1 + (index < 0 ? -index - 1 : index);
        }
        return 0;
    }

    /// Where the message with this sequence number is in the view; negative where it is gone.
    public int position(int number) {
        long uid = uid(number);
        int likely = number - 1;
        return likely < view.count() && view.uid(likely) == uid ? likely : view.position(uid);
    }

    /// The UIDs that a set of UIDs or of sequence numbers means to the client.
    ///
    /// @throws CommandFailedException where a sequence number is beyond the last message
    public UidSet resolve(SequenceSet set, boolean byUid) throws CommandFailedException {
        if (set.isSaved()) {
            return saved;
        }
        if (byUid) {
            // RFC 3501 §6.4.8: * is the last message, even where it stands for less than the other end
            return set.resolve(count == 0 ? 0 : uids[count - 1]);
        }
        UidSet numbers = set.resolve(count);
        for (UidSet.Range range : numbers.ranges()) {
            if (range.last() > count) {
                throw CommandFailedException.bad("there are " + count + " messages; " + range.last() + " is none");
            }
        }
        return uidsOf(numbers);
    }

    /// The UIDs of those that there are.
    public UidSet uidsOf(UidSet numbers) {
        UidSet.Builder builder = new UidSet.Builder();
        for (UidSet.Range each : numbers.ranges()) {
            UidSet.Range range = new UidSet.Range(each.first(), Math.max(each.first(), Math.min(each.last(), count)));
            if (range.first() > count) {
                break;
            }
            for (long number = range.first(); number <= range.last(); number++) {
                builder.add(uids[(int) number - 1]);
            }
        }
        return builder.build();
    }

    /// Those messages' changes up to MODSEQ `modSeq` were told already, by the answer to the client's own
    /// command.
    public void told(UidSet changed, long modSeq) {
        echoed = changed;
        echoedModSeq = modSeq;
    }

    /// Tells the client what has changed, as far as it wants to know.
    ///
    /// @param expunges whether sequence numbers may change now
    /// @return how many messages it knew before those that are new
    public int sync(boolean expunges, News news) throws StoreException, ConnectionEndedException {
        MailboxView now = mailbox.view();
        UidSet changed = UidSet.EMPTY;
        boolean flags = news.tells(NotifyEvent.FLAG_CHANGE);
        if (now.highestModSeq() != view.highestModSeq() || (flags && now.highestModSeq() != toldModSeq)) {
            Mailbox.Changes changes = mailbox.changesSince(toldModSeq);
            changed = changes.changed();
            // What changed after `now` is among them too, and will be told again from the next view.
            maybeVanished |= !changes.vanished().isEmpty();
        }
        view = now;
        if (expunges && maybeVanished && news.tells(NotifyEvent.MESSAGE_EXPUNGE)) {
            expunge(news);
            maybeVanished = false;
        }
        int known = count;
        if (news.tells(NotifyEvent.MESSAGE_NEW)) {
            appendNew(news);
        }
        learnKeywords(changed, news.out());
        boolean told = flags && tellFlags(changed, known, news);
        if (flags) {
            toldModSeq = now.highestModSeq();
        }
        if (!maybeVanished) {
            settledModSeq = view.highestModSeq();
        } else if (told) {
            news.held(settledModSeq);
        }
        if (contexts != null) {
            contexts.changed(changed);
        }
        return known;
    }

    private boolean tellFlags(UidSet changed, int known, News news) throws ConnectionEndedException {
        boolean told = false;
        for (UidSet.Range range : changed.ranges()) {
            int first = Arrays.binarySearch(uids, 0, known, range.first());
            for (int i = first < 0 ? -first - 1 : first; i < known && uids[i] <= range.last(); i++) {
                int position = view.position(uids[i]);
                boolean alreadyTold =
                        echoed.contains(uids[i]) && position >= 0 && view.modSeq(position) <= echoedModSeq;
                if (position >= 0 && !alreadyTold) {
                    news.flags(view, i + 1, position, false);
                    told = true;
                }
            }
        }
        return told;
    }

    // New messages are among those that changed.
    private void learnKeywords(UidSet changed, Responses out) throws StoreException, ConnectionEndedException {
        boolean learned = false;
        for (UidSet.Range range : changed.ranges()) {
            int first = view.position(range.first());
            for (int i = first < 0 ? -first - 1 : first; i < view.count() && view.uid(i) <= range.last(); i++) {
                learned |= keywords.addAll(view.flags(i).keywords());
            }
        }
        if (learned) {
            tellFlags(out);
        }
    }

    // From the last on, so that the numbers still to come are not moved by those before.
    private void expunge(News news) throws ConnectionEndedException {
        if (contexts != null) {
            contexts.expunging(leaving());
        }
        BitSet gone = new BitSet();
        UidSet.Builder vanished = new UidSet.Builder();
        for (int i = count - 1; i >= 0; i--) {
            if (view.position(uids[i]) < 0) {
                gone.set(i);
                if (!news.tellsVanished()) {
                    news.expunged(i + 1);
                }
            }
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (gone.get(i)) {
                vanished.add(uids[i]);
            } else {
                uids[kept++] = uids[i];
            }
        }
        count = kept;
        if (news.tellsVanished() && !gone.isEmpty()) {
            news.vanished(vanished.build());
        }
    }

    private UidSet leaving() {
        UidSet.Builder leaving = new UidSet.Builder();
        for (int i = 0; i < count; i++) {
            if (view.position(uids[i]) < 0) {
                leaving.add(uids[i]);
            }
        }
        return leaving.build();
    }

    private void appendNew(News news) throws ConnectionEndedException {
        long last = count == 0 ? 0 : uids[count - 1];
        int position = view.position(last + 1);
        int from = position < 0 ? -position - 1 : position;
        if (from < view.count()) {
            int added = view.count() - from;
            if (count + added > uids.length) {
                uids = Arrays.copyOf(uids, Math.max(2 * uids.length, count + added));
            }
            for (int i = from; i < view.count(); i++) {
                uids[count++] = view.uid(i);
            }
            news.exists(count);
        }
    }

    @Override
    public void close() {
        mailbox.close();
    }
}
