package org.postrider.imap.search;

import java.io.IOException;
import java.time.Instant;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.search.Ranking;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.ObjectIds;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.imap.order.OrderTable;
import org.postrider.imap.session.ImapServices;
import org.postrider.imap.syntax.SearchKey;

/// Finds messages (RFC 3501 §6.4.4). Keys that the index arrays answer come first, so that text is sought only in what
/// is
/// left. Confined to the session's thread.
public final class Searcher {
    private static final int RELEVANCY_MAX = 100;

    private final MailAddress account;
    private final SearchScope scope;
    private final ImapServices services;
    private final Instant now;
    private final MailboxView view;
    // Of what was found by keys of text that are fuzzy, each from 0 to 1.
    private final Map<Integer, Float> scores = new HashMap<>();
    private boolean fuzzy;
    private @Nullable OrderTable table;

    Searcher(SearchScope scope, ImapServices services) {
        this.account = scope.mailbox().owner();
        this.scope = scope;
        this.services = services;
        this.now = services.clock().instant();
        this.view = scope.view();
    }

    /// Positions in the view of the messages that the client knows and that match.
    BitSet search(SearchKey key) throws IOException {
        return match(key, scope.known());
    }

    /// The same, of `among`, which the client knows.
    BitSet search(SearchKey key, BitSet among) throws IOException {
        return match(key, among);
    }

    /// What the messages are sorted by.
    OrderTable table() throws IOException {
        OrderTable made = table;
        if (made == null) {
            made = services.orders().of(account, scope.mailbox(), view);
            table = made;
        }
        return made;
    }

    private BitSet match(SearchKey key, BitSet among) throws IOException {
        return switch (key) {
            case SearchKey.All() -> among;
            case SearchKey.And(var keys) -> {
                BitSet left = among;
                for (SearchKey each : keys.stream()
                        .sorted(Comparator.comparingInt(Searcher::cost))
                        .toList()) {
                    if (!left.isEmpty()) {
                        left = match(each, left);
                    }
                }
                yield left;
            }
            case SearchKey.Or(var one, var other) -> {
                BitSet either = copy(match(one, among));
                either.or(match(other, without(among, either)));
                yield either;
            }
            case SearchKey.Not(var inside) -> without(among, match(inside, among));
            case SearchKey.HasFlags(var flags) -> filter(among, i -> has(view.flags(i), flags));
            case SearchKey.Sequence(var set) -> {
                // Numbers beyond the last message are no error in SEARCH: they match nothing.
                UidSet uids = scope.numbered(set);
                yield filter(among, i -> uids.contains(view.uid(i)));
            }
            case SearchKey.Uids(var set) -> {
                UidSet uids = set.resolve(scope.lastUid());
                yield filter(among, i -> uids.contains(view.uid(i)));
            }
            case SearchKey.Larger(var octets) -> filter(among, i -> view.size(i) > octets);
            case SearchKey.Smaller(var octets) -> filter(among, i -> view.size(i) < octets);
            case SearchKey.ModSeqAtLeast(var value) -> filter(among, i -> view.modSeq(i) >= value);
            case SearchKey.Within(var younger, var seconds) -> {
                Instant edge = now.minusSeconds(Math.min(seconds, Integer.MAX_VALUE));
                yield filter(among, i -> view.internalDate(i).isBefore(edge) != younger);
            }
            case SearchKey.Dated dated -> dated(dated, among);
            case SearchKey.Saved saved -> saved(saved, among);
            case SearchKey.ObjectId(var thread, var id) -> objectId(thread, id, among);
            case SearchKey.Text(var text) -> fuzzy ? like(text, among) : exact(text, among);
            case SearchKey.Fuzzy(var inside) -> {
                // RFC 6203 §5: keys that are not of text have no fuzzy meaning here, and are matched exactly
                boolean before = fuzzy;
                fuzzy = true;
                BitSet found = match(inside, among);
                fuzzy = before;
                yield found;
            }
        };
    }

    private BitSet exact(TextKey text, BitSet among) throws IOException {
        return services.search().search(account, scope.mailbox(), view, text, among);
    }

    private BitSet like(TextKey text, BitSet among) throws IOException {
        Ranking ranking = services.search().like(account, scope.mailbox(), view, text, among);
        BitSet found = ranking.positions();
        found.stream().forEach(position -> scores.merge(position, ranking.score(position), Float::sum));
        return found;
    }

    /// How well the messages fit that were found, from 1 to 100: those that fit best of `found` have 100 (RFC 6203 §4).
    /// What was found without a text that is like it fits least; where all were, all fit.
    IntUnaryOperator relevancy(BitSet found) {
        float best = found.stream()
                .mapToObj(position -> scores.getOrDefault(position, 0f))
                .reduce(0f, Math::max);
        return position -> best == 0
                ? RELEVANCY_MAX
                : Math.max(1, Math.round(RELEVANCY_MAX * scores.getOrDefault(position, 0f) / best));
    }

    private static int cost(SearchKey key) {
        return switch (key) {
            case SearchKey.Text _ -> 100;
            case SearchKey.ObjectId _ -> 50;
            case SearchKey.Dated(var sent, var _, var _) -> sent ? 10 : 0;
            case SearchKey.And(var keys) ->
                keys.stream().mapToInt(Searcher::cost).max().orElse(0);
            case SearchKey.Or(var one, var other) -> Math.max(cost(one), cost(other));
            case SearchKey.Not(var inside) -> cost(inside);
            case SearchKey.Fuzzy(var inside) -> cost(inside);
            case SearchKey.All _, SearchKey.HasFlags _, SearchKey.Sequence _, SearchKey.Uids _ -> 0;
            case SearchKey.Larger _, SearchKey.Smaller _, SearchKey.ModSeqAtLeast _, SearchKey.Within _ -> 0;
            case SearchKey.Saved _ -> 0;
        };
    }

    private BitSet saved(SearchKey.Saved key, BitSet among) {
        return filter(
                among,
                i -> matches(
                        key.relation(),
                        Math.floorDiv(view.saveDate(i).getEpochSecond(), 86_400L),
                        key.date().toEpochDay()));
    }

    private BitSet objectId(boolean thread, String id, BitSet among) throws IOException {
        BitSet found = new BitSet();
        for (int i = among.nextSetBit(0); i >= 0; i = among.nextSetBit(i + 1)) {
            try {
                ObjectIds ids = ObjectIds.of(scope.mailbox(), view.uid(i));
                found.set(i, id.equals(thread ? ids.threadId() : ids.emailId()));
            } catch (StoreException e) {
                if (e.kind() != StoreException.Kind.NOT_FOUND) {
                    throw e;
                }
            }
        }
        return found;
    }

    private static boolean matches(SearchKey.Relation relation, long day, long wanted) {
        return switch (relation) {
            case BEFORE -> day < wanted;
            case ON -> day == wanted;
            case SINCE -> day >= wanted;
        };
    }

    private BitSet dated(SearchKey.Dated key, BitSet among) throws IOException {
        long wanted = key.date().toEpochDay();
        // The day that stands in the Date field, whatever the zone (RFC 3501 §6.4.4)
        OrderTable sent = key.sent() ? table() : null;
        return filter(among, i -> {
            long day = sent != null
                    ? sent.sentDay(i)
                    : Math.floorDiv(view.internalDate(i).getEpochSecond(), 86_400L);
            return matches(key.relation(), day, wanted);
        });
    }

    private static boolean has(Flags flags, Flags wanted) {
        return (flags.systemBits() & wanted.systemBits()) == wanted.systemBits()
                && (wanted.keywords().isEmpty() || flags.keywords().containsAll(wanted.keywords()));
    }

    private static BitSet filter(BitSet among, IntPredicate condition) {
        BitSet found = new BitSet();
        for (int i = among.nextSetBit(0); i >= 0; i = among.nextSetBit(i + 1)) {
            found.set(i, condition.test(i));
        }
        return found;
    }

    private static BitSet copy(BitSet set) {
        BitSet copy = new BitSet();
        copy.or(set);
        return copy;
    }

    private static BitSet without(BitSet set, BitSet others) {
        BitSet rest = copy(set);
        rest.andNot(others);
        return rest;
    }
}
