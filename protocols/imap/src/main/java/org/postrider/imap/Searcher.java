package org.postrider.imap;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.imap.structure.ImapStructure;
import org.postrider.imap.syntax.SearchKey;

/// Finds messages (RFC 3501 §6.4.4). Keys that the index arrays answer come first, so that text is sought only in what
/// is
/// left. Confined to the session's thread.
final class Searcher {
    private static final ImapStructure STRUCTURE = new ImapStructure();

    private final MailAddress account;
    private final SelectedMailbox selected;
    private final SearchIndex index;
    private final Instant now;
    private final MailboxView view;

    Searcher(MailAddress account, SelectedMailbox selected, SearchIndex index, Instant now) {
        this.account = account;
        this.selected = selected;
        this.index = index;
        this.now = now;
        this.view = selected.view();
    }

    /// Positions in the view of the messages that the client knows and that match.
    BitSet search(SearchKey key) throws IOException, CommandFailedException {
        BitSet among = new BitSet(view.count());
        for (int i = 0; i < view.count(); i++) {
            if (selected.number(view.uid(i)) > 0) {
                among.set(i);
            }
        }
        return match(key, among);
    }

    private BitSet match(SearchKey key, BitSet among) throws IOException, CommandFailedException {
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
                UidSet uids = selected.uidsOf(set.resolve(selected.count()));
                yield filter(among, i -> uids.contains(view.uid(i)));
            }
            case SearchKey.Uids(var set) -> {
                UidSet uids = selected.resolve(set, true);
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
            case SearchKey.Text(var text) -> index.search(account, selected.mailbox(), view, text, among);
        };
    }

    private static int cost(SearchKey key) {
        return switch (key) {
            case SearchKey.Text _ -> 100;
            case SearchKey.Dated(var sent, var _, var _) -> sent ? 10 : 0;
            case SearchKey.And(var keys) ->
                keys.stream().mapToInt(Searcher::cost).max().orElse(0);
            case SearchKey.Or(var one, var other) -> Math.max(cost(one), cost(other));
            case SearchKey.Not(var inside) -> cost(inside);
            case SearchKey.All _, SearchKey.HasFlags _, SearchKey.Sequence _, SearchKey.Uids _ -> 0;
            case SearchKey.Larger _, SearchKey.Smaller _, SearchKey.ModSeqAtLeast _, SearchKey.Within _ -> 0;
        };
    }

    private BitSet dated(SearchKey.Dated key, BitSet among) throws IOException {
        BitSet found = new BitSet();
        for (int i = among.nextSetBit(0); i >= 0; i = among.nextSetBit(i + 1)) {
            LocalDate date = key.sent()
                    ? sentDate(i)
                    : view.internalDate(i).atOffset(ZoneOffset.UTC).toLocalDate();
            boolean matches = switch (key.relation()) {
                case BEFORE -> date.isBefore(key.date());
                case ON -> date.isEqual(key.date());
                case SINCE -> !date.isBefore(key.date());
            };
            found.set(i, matches);
        }
        return found;
    }

    // The day that stands in the Date field, whatever the zone (RFC 3501 §6.4.4); without one, that of arrival.
    private LocalDate sentDate(int position) throws IOException {
        try {
            byte[] structure = selected.mailbox().derived(view.uid(position), STRUCTURE);
            Optional<LocalDate> day = ImapStructure.sentDay(structure);
            if (day.isPresent()) {
                return day.get();
            }
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.NOT_FOUND) {
                throw e;
            }
        }
        return view.internalDate(position).atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static boolean has(Flags flags, Flags wanted) {
        return flags.with(wanted).equals(flags);
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

    /// `1:3,7` of ascending numbers.
    static String compact(List<Long> numbers) {
        return UidSet.of(numbers.stream().mapToLong(Long::longValue).toArray()).toString();
    }
}
