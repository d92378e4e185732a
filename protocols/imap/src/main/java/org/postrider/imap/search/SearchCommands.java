package org.postrider.imap.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.share.AccessList;
import org.postrider.imap.metadata.Annotations;
import org.postrider.imap.metadata.EntryName;
import org.postrider.imap.order.Sorter;
import org.postrider.imap.order.ThreadTree;
import org.postrider.imap.order.Threader;
import org.postrider.imap.selected.Feature;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.session.MessageLimit;
import org.postrider.imap.session.Progress;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.syntax.PartialRange;
import org.postrider.imap.syntax.ReturnOptions;
import org.postrider.imap.syntax.ReturnOptions.Item;
import org.postrider.imap.syntax.SearchKey;
import org.postrider.imap.syntax.SearchParser;
import org.postrider.imap.syntax.SearchParser.BadCharsetException;
import org.postrider.imap.syntax.SortCriterion;
import org.postrider.imap.syntax.UndefinedFilterException;
import org.postrider.imap.wire.CommandFailedException;

/// SEARCH, SORT and THREAD (RFC 3501 §6.4.4, RFC 5256, RFC 4731, RFC 5267).
public final class SearchCommands {
    private SearchCommands() {}

    // RFC 3501 §6.4.4
    public static String search(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        call.input().expectSpace();
        SearchParser parser = parser(call);
        SearchParser.Search search = parsed(call, parser::search);
        checkCharset(call, parser);
        checkRelevancy(search.returning(), search.key(), List.of());
        return tell(call, begin(call, search.returning(), search.key(), search.modSeq()), List.of());
    }

    // RFC 5256 §3
    public static String sort(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        call.input().expectSpace();
        SearchParser.Sort sort = parsed(call, parser(call)::sort);
        checkRelevancy(sort.returning(), sort.key(), sort.criteria());
        return tell(call, begin(call, sort.returning(), sort.key(), sort.modSeq()), sort.criteria());
    }

    // RFC 5256 §3
    public static String thread(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        call.input().expectSpace();
        SearchParser.Threading thread = parsed(call, parser(call)::thread);
        Query query = begin(call, ReturnOptions.none(), thread.key(), false);
        Searcher searcher = new Searcher(query.scope(), call.services());
        BitSet found = Progress.during(call, () -> searcher.search(query.key()));
        MessageLimit.check(found.cardinality(), call.config().maxMessagesPerCommand());
        ThreadTree tree = Progress.during(call, () -> Threader.of(thread.algorithm(), searcher.table(), found));
        String text = tree.text(position -> query.scope().name(position, call.uid()));
        call.out().untagged(text.isEmpty() ? "THREAD" : "THREAD " + text);
        return call.done();
    }

    static SearchParser parser(Call call) throws CommandFailedException {
        LoggedIn account = call.account();
        return new SearchParser(call.input(), name -> {
            try {
                return filter(account, name);
            } catch (StoreException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// A search that the user has kept, or else one for all (RFC 5466 §3).
    private static Optional<byte[]> filter(LoggedIn account, String name) throws StoreException {
        Annotations annotations = Annotations.read(account.store().note(MailboxName.INBOX, Annotations.SERVER_NOTE));
        String user = AccessList.identifier(account.address());
        for (String scope : List.of(EntryName.PRIVATE, EntryName.SHARED)) {
            Optional<byte[]> value = EntryName.parse(scope + EntryName.FILTERS + name, false)
                    .flatMap(entry -> annotations.get(user, entry));
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    // RFC 6855 §3: all is UTF-8 already, SORT and THREAD have to name one all the same
    static void checkCharset(Call call, SearchParser parser) throws CommandFailedException {
        if (parser.namesCharset() && call.account().has(Feature.UTF8_ACCEPT)) {
            throw CommandFailedException.bad("no charset is named once UTF8=ACCEPT is enabled");
        }
    }

    // RFC 6203 §4, §6: how well something fits is known where FUZZY is asked for
    static void checkRelevancy(ReturnOptions returning, SearchKey key, List<SortCriterion> criteria)
            throws CommandFailedException {
        boolean asked = returning.has(Item.RELEVANCY)
                || criteria.stream().anyMatch(each -> each.key() == SortCriterion.Key.RELEVANCY);
        if (asked && !SearchKeys.isFuzzy(key)) {
            throw CommandFailedException.bad("RELEVANCY needs a FUZZY search key");
        }
    }

    // RFC 5267 §4.3.5
    public static String cancelUpdate(Call call) throws ImapSyntaxException, CommandFailedException {
        boolean follows = call.selected().contexts() instanceof SearchContexts;
        boolean all = true;
        do {
            call.input().expectSpace();
            String tag = call.input().astringText();
            all &= follows && contexts(call).cancel(tag);
        } while (!call.input().atEnd());
        if (!all) {
            throw CommandFailedException.no("no search of that tag is followed");
        }
        return call.done();
    }

    private static Query begin(Call call, ReturnOptions returning, SearchKey key, boolean modSeq)
            throws IOException, CommandFailedException {
        if (modSeq) {
            call.account().turnOn(Feature.CONDSTORE);
        }
        SelectedMailbox selected = call.selected();
        if (call.account().has(Feature.UIDONLY) && SearchKeys.hasSequence(key)) {
            // RFC 9586 §3.4
            throw CommandFailedException.bad("[UIDREQUIRED] search by UID");
        }
        SearchKey whole = SearchKeys.withSaved(key, selected.saved());
        if (returning.has(Item.SAVE)) {
            // RFC 5182 §2.1: where the search fails, nothing is saved
            selected.save(UidSet.EMPTY);
        }
        // Expunges are not told during SEARCH by sequence numbers (RFC 3501 §7.4.1).
        call.account().sync(call.uid());
        return new Query(SearchScope.of(selected), returning, whole, modSeq);
    }

    private static String tell(Call call, Query query, List<SortCriterion> criteria)
            throws IOException, CommandFailedException {
        Searcher searcher = new Searcher(query.scope(), call.services());
        BitSet all = Progress.during(call, () -> searcher.search(query.key()));
        boolean rev2 = call.account().has(Feature.IMAP4REV2) && call.name().equals("SEARCH");
        ReturnOptions returning = rev2 && !query.returning().asked() ? ReturnOptions.all() : query.returning();
        int limit = limit(call, returning, criteria, all);
        BitSet found = last(all, limit);
        IntUnaryOperator relevance = searcher.relevancy(found);
        int[] positions = criteria.isEmpty()
                ? found.stream().toArray()
                : Progress.during(call, () -> Sorter.sort(searcher.table(), found, criteria, relevance));
        String done = found.cardinality() == all.cardinality()
                ? call.done()
                : MessageLimit.done(call, limit, query.scope().view().uid(positions[0]));
        if (!returning.asked()) {
            plain(call, query, positions);
            return done;
        }
        SearchAnswer answer = new SearchAnswer(returning, query.scope(), positions, call.uid());
        if (returning.has(Item.SAVE)) {
            call.selected().save(answer.saved());
        }
        if (returning.isTold()) {
            call.out()
                    .untagged("ESEARCH (TAG \"" + call.tag() + "\")" + (call.uid() ? " UID" : "")
                            + answer.items(query.modSeq(), relevance));
        }
        if (returning.has(Item.UPDATE)
                && !contexts(call).add(call.tag(), call.uid(), query.key(), criteria, positions, returning.update())) {
            // RFC 5267 §4.3.1
            call.out().untagged("NO [NOUPDATE \"" + call.tag() + "\"] this search cannot be followed, or too many are");
        }
        return done;
    }

    // RFC 9738 §3.1: of how many messages the client is told, from the newest. In another order, and where the result
    // is followed, a part is of no use.
    private static int limit(Call call, ReturnOptions returning, List<SortCriterion> criteria, BitSet all)
            throws CommandFailedException {
        int limit = call.config().maxMessagesPerCommand();
        int found = all.cardinality();
        if (returning.partial().isPresent()) {
            PartialRange range = returning.partial().get();
            MessageLimit.check(range.to(found) - range.from(found), limit);
            return found;
        }
        if (!criteria.isEmpty() || returning.has(Item.UPDATE)) {
            MessageLimit.check(found, limit);
        }
        return limit == 0 || !returning.isList() ? found : limit;
    }

    private static BitSet last(BitSet all, int count) {
        BitSet last = new BitSet();
        int left = count;
        for (int i = all.length() - 1; i >= 0 && left > 0; i = all.previousSetBit(i - 1)) {
            last.set(i);
            left--;
        }
        return last;
    }

    private static SearchContexts contexts(Call call) throws CommandFailedException {
        SelectedMailbox selected = call.selected();
        if (selected.contexts() instanceof SearchContexts known) {
            return known;
        }
        SearchContexts first = new SearchContexts(selected, call.services(), call.out());
        selected.follow(first);
        return first;
    }

    private static void plain(Call call, Query query, int[] positions) throws IOException {
        StringBuilder line =
                new StringBuilder(positions.length * 7 + 32).append("* ").append(call.name());
        MailboxView view = query.scope().view();
        long highest = 0;
        for (int position : positions) {
            line.append(' ').append(query.scope().name(position, call.uid()));
            highest = Math.max(highest, view.modSeq(position));
        }
        // RFC 7162 §3.1.5, §3.1.6
        if (query.modSeq() && positions.length > 0) {
            line.append(" (MODSEQ ").append(highest).append(')');
        }
        call.out().line(line.toString());
    }

    /// Reads the arguments.
    ///
    /// @throws CommandFailedException where they are in a charset that is not known
    static <T> T parsed(Call call, Reading<T> reading) throws ImapSyntaxException, CommandFailedException {
        try {
            return reading.read();
        } catch (UndefinedFilterException e) {
            throw CommandFailedException.no("[UNDEFINED-FILTER " + e.filter() + "] there is no such filter");
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof StoreException cause) {
                throw CommandFailedException.of(cause);
            }
            throw e;
        } catch (BadCharsetException e) {
            SelectedMailbox selected = call.account().selected();
            if (e.saving() && selected != null) {
                selected.save(UidSet.EMPTY);
            }
            throw CommandFailedException.no("[BADCHARSET (UTF-8 US-ASCII)] the charset is not known");
        }
    }

    /// @param key without `$`
    private record Query(SearchScope scope, ReturnOptions returning, SearchKey key, boolean modSeq) {}

    interface Reading<T> {
        T read() throws ImapSyntaxException, BadCharsetException;
    }
}
