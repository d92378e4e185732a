package org.postrider.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.MailboxView;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.syntax.SearchParser;

/// SEARCH (RFC 3501 §6.4.4, RFC 4731).
final class SearchCommand {
    private SearchCommand() {}

    static String search(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        SelectedMailbox selected = call.selected();
        LoggedIn account = call.account();
        boolean uid = call.uid();
        call.input().expectSpace();
        SearchParser.Search search;
        try {
            search = new SearchParser(call.input()).read();
        } catch (SearchParser.BadCharsetException e) {
            throw CommandFailedException.no("[BADCHARSET (UTF-8 US-ASCII)] the charset is not known");
        }
        if (search.modSeq()) {
            account.turnOn(Feature.CONDSTORE);
        }
        // Expunges are not told during SEARCH by sequence numbers (RFC 3501 §7.4.1).
        account.sync(uid);
        Searcher searcher = new Searcher(
                account.address(),
                selected,
                call.services().search(),
                call.services().clock().instant());
        BitSet found = searcher.search(search.key());
        MailboxView view = selected.view();
        List<Long> numbers = new ArrayList<>();
        long highest = 0;
        for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
            numbers.add(uid ? view.uid(i) : selected.number(view.uid(i)));
            highest = Math.max(highest, view.modSeq(i));
        }
        boolean tellModSeq = search.modSeq() && !numbers.isEmpty();
        if (search.returning().isPresent()) {
            extended(call, search.returning().get(), numbers, tellModSeq ? highest : 0);
        } else {
            StringBuilder line = new StringBuilder("* SEARCH");
            numbers.forEach(number -> line.append(' ').append(number));
            call.out().line(line + (tellModSeq ? " (MODSEQ " + highest + ")" : ""));
        }
        return call.done();
    }

    // RFC 4731
    private static void extended(Call call, Set<String> returning, List<Long> numbers, long modSeq)
            throws ConnectionEndedException {
        StringBuilder line = new StringBuilder("ESEARCH (TAG \"" + call.tag() + "\")" + (call.uid() ? " UID" : ""));
        if (returning.contains("MIN") && !numbers.isEmpty()) {
            line.append(" MIN ").append(numbers.getFirst());
        }
        if (returning.contains("MAX") && !numbers.isEmpty()) {
            line.append(" MAX ").append(numbers.getLast());
        }
        if (returning.contains("ALL") && !numbers.isEmpty()) {
            line.append(" ALL ").append(Searcher.compact(numbers));
        }
        if (returning.contains("COUNT")) {
            line.append(" COUNT ").append(numbers.size());
        }
        if (modSeq > 0) {
            line.append(" MODSEQ ").append(modSeq);
        }
        call.out().untagged(line.toString());
    }
}
