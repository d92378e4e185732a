package org.postrider.imap.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.UidSet;
import org.postrider.imap.order.Sorter;
import org.postrider.imap.selected.FollowedSearches;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.session.ImapServices;
import org.postrider.imap.syntax.FetchItem;
import org.postrider.imap.syntax.SearchKey;
import org.postrider.imap.syntax.SortCriterion;
import org.postrider.imap.wire.Responses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The searches whose results the client follows (RFC 5267 §4.3). Confined to the session's thread.
public final class SearchContexts implements FollowedSearches {
    private static final Logger LOG = LoggerFactory.getLogger(SearchContexts.class);
    private static final int CONTEXTS_MAX = 10;

    private final SelectedMailbox selected;
    private final ImapServices services;
    private final Responses out;
    private final Map<String, Context> contexts = new LinkedHashMap<>();
    private final Map<Long, List<FetchItem>> fresh = new HashMap<>();

    SearchContexts(SelectedMailbox selected, ImapServices services, Responses out) {
        this.selected = selected;
        this.services = services;
        this.out = out;
    }

    /// @param tag of the command that asks for it
    /// @param criteria empty for SEARCH
    /// @param positions what the client was told
    /// @return false where that is too much (RFC 5267 §4.3.1)
    boolean add(
            String tag,
            boolean uid,
            SearchKey key,
            List<SortCriterion> criteria,
            int[] positions,
            List<FetchItem> items) {
        // What is like a text, and how well it fits, depends on all the mail there is.
        if (contexts.size() >= CONTEXTS_MAX || SearchKeys.isFuzzy(key)) {
            return false;
        }
        List<Long> uids = new ArrayList<>(positions.length);
        for (int position : positions) {
            uids.add(selected.view().uid(position));
        }
        contexts.put(tag, new Context(uid, key, List.copyOf(criteria), uids, List.copyOf(items)));
        return true;
    }

    /// What is to be fetched of messages that were found since the last call (RFC 5465 §7), by UID.
    @Override
    public Map<Long, List<FetchItem>> takeNew() {
        Map<Long, List<FetchItem>> taken = Map.copyOf(fresh);
        fresh.clear();
        return taken;
    }

    /// @return false where there is none of that tag
    boolean cancel(String tag) {
        return contexts.remove(tag) != null;
    }

    // RFC 5267 §4.3.4: before the EXPUNGE, while the numbers are valid
    @Override
    public void expunging(UidSet uids) throws ConnectionEndedException {
        for (Map.Entry<String, Context> each : contexts.entrySet()) {
            Context context = each.getValue();
            Set<Long> gone = new HashSet<>();
            context.uids.stream().filter(uids::contains).forEach(gone::add);
            remove(each.getKey(), context, gone);
        }
    }

    // RFC 5267 §4.3.3: after the EXISTS
    @Override
    public void changed(UidSet uids) throws ConnectionEndedException {
        for (Map.Entry<String, Context> each : List.copyOf(contexts.entrySet())) {
            try {
                changed(each.getKey(), each.getValue(), uids);
            } catch (ConnectionEndedException e) {
                throw e;
            } catch (IOException e) {
                LOG.warn("a search cannot be followed any more: {}", e.toString());
                contexts.remove(each.getKey());
                out.untagged("NO [NOUPDATE \"" + each.getKey() + "\"] the mailbox cannot be searched now");
            }
        }
    }

    private void changed(String tag, Context context, UidSet uids) throws IOException {
        boolean unsteady = SearchKeys.isUnsteady(context.key);
        if (uids.isEmpty() && !unsteady) {
            return;
        }
        MailboxView view = selected.view();
        SearchScope scope = SearchScope.of(selected);
        Searcher searcher = new Searcher(scope, services);
        BitSet among = scope.known();
        if (!unsteady) {
            keepOnly(uids, view, among);
        }
        BitSet found = searcher.search(context.key, among);
        Set<Long> had = new HashSet<>(context.uids);
        Set<Long> lost = new HashSet<>();
        for (long uid : context.uids) {
            int position = view.position(uid);
            if (position >= 0 && among.get(position) && !found.get(position)) {
                lost.add(uid);
            }
        }
        remove(tag, context, lost);
        List<Long> gained = new ArrayList<>();
        for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
            if (!had.contains(view.uid(i))) {
                gained.add(view.uid(i));
            }
        }
        for (long uid : context.items.isEmpty() ? List.<Long>of() : gained) {
            fresh.merge(
                    uid,
                    context.items,
                    (some, others) -> Stream.concat(some.stream(), others.stream())
                            .distinct()
                            .toList());
        }
        if (!gained.isEmpty()) {
            add(tag, context, gained, searcher);
        }
    }

    private static void keepOnly(UidSet uids, MailboxView view, BitSet among) {
        for (int i = among.nextSetBit(0); i >= 0; i = among.nextSetBit(i + 1)) {
            if (!uids.contains(view.uid(i))) {
                among.clear(i);
            }
        }
    }

    private void remove(String tag, Context context, Set<Long> lost) throws ConnectionEndedException {
        if (lost.isEmpty()) {
            return;
        }
        if (context.criteria.isEmpty()) {
            long[] names = context.uids.stream()
                    .filter(lost::contains)
                    .mapToLong(each -> name(context, each))
                    .toArray();
            tell(tag, context, "REMOVEFROM (0 " + SearchAnswer.runs(names) + ")");
        } else {
            StringBuilder pairs = new StringBuilder();
            // From the last on, so that the places still to come are not moved.
            for (int i = context.uids.size() - 1; i >= 0; i--) {
                if (lost.contains(context.uids.get(i))) {
                    pairs.append(pairs.isEmpty() ? "" : " ").append(i + 1).append(' ');
                    pairs.append(name(context, context.uids.get(i)));
                }
            }
            tell(tag, context, "REMOVEFROM (" + pairs + ")");
        }
        context.uids.removeIf(lost::contains);
    }

    private void add(String tag, Context context, List<Long> gained, Searcher searcher) throws IOException {
        if (context.criteria.isEmpty()) {
            context.uids.addAll(gained);
            context.uids.sort(Long::compare);
            long[] names =
                    gained.stream().mapToLong(each -> name(context, each)).toArray();
            tell(tag, context, "ADDTO (0 " + SearchAnswer.runs(names) + ")");
            return;
        }
        MailboxView view = selected.view();
        BitSet all = new BitSet();
        for (long uid : context.uids) {
            int position = view.position(uid);
            if (position >= 0) {
                all.set(position);
            }
        }
        gained.forEach(uid -> all.set(view.position(uid)));
        List<Long> sorted = new ArrayList<>();
        for (int position : Sorter.sort(searcher.table(), all, context.criteria, _ -> 0)) {
            sorted.add(view.uid(position));
        }
        // One that is gone, of which the client was not told, stays behind the one it stood behind.
        for (int i = 0; i < context.uids.size(); i++) {
            if (view.position(context.uids.get(i)) < 0) {
                sorted.add(i == 0 ? 0 : sorted.indexOf(context.uids.get(i - 1)) + 1, context.uids.get(i));
            }
        }
        Set<Long> added = new HashSet<>(gained);
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < sorted.size(); i++) {
            if (added.contains(sorted.get(i))) {
                pairs.append(pairs.isEmpty() ? "" : " ").append(i + 1).append(' ');
                pairs.append(name(context, sorted.get(i)));
            }
        }
        context.uids.clear();
        context.uids.addAll(sorted);
        tell(tag, context, "ADDTO (" + pairs + ")");
    }

    private long name(Context context, long uid) {
        return context.uid ? uid : selected.number(uid);
    }

    private void tell(String tag, Context context, String what) throws ConnectionEndedException {
        out.untagged("ESEARCH (TAG \"" + tag + "\") " + (context.uid ? "UID " : "") + what);
    }

    private static final class Context {
        private final boolean uid;
        private final SearchKey key;
        private final List<SortCriterion> criteria;
        /// What the client has, in its order.
        private final List<Long> uids;
        /// What the client wants to know of new messages.
        private final List<FetchItem> items;

        Context(boolean uid, SearchKey key, List<SortCriterion> criteria, List<Long> uids, List<FetchItem> items) {
            this.items = items;
            this.uid = uid;
            this.key = key;
            this.criteria = criteria;
            this.uids = uids;
        }
    }
}
