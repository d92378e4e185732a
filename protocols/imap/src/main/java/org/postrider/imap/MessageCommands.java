package org.postrider.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;
import org.postrider.imap.syntax.FetchItem;
import org.postrider.imap.syntax.FetchParser;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.syntax.SearchParser;

/// What can be said of the messages of a selected mailbox (RFC 3501 §6.4). Confined to the session's thread.
final class MessageCommands {
    static final Set<String> NAMES =
            Set.of("CHECK", "CLOSE", "UNSELECT", "EXPUNGE", "SEARCH", "FETCH", "STORE", "COPY", "MOVE", "UID");
    static final Set<String> UID_NAMES = Set.of("EXPUNGE", "SEARCH", "FETCH", "STORE", "COPY", "MOVE");

    private final AccountCommands account;
    private final ImapServices services;
    private final Responses out;
    private @Nullable SelectedMailbox current;

    MessageCommands(AccountCommands account, ImapServices services, Responses out) {
        this.account = account;
        this.services = services;
        this.out = out;
    }

    void select(SelectedMailbox mailbox) {
        services.search().prepare(account.address());
        current = mailbox;
    }

    void unselect() {
        SelectedMailbox before = current;
        if (before != null) {
            before.close();
            current = null;
        }
    }

    @Nullable
    SelectedMailbox selected() {
        return current;
    }

    Mailbox.Watch watch(Runnable listener) {
        SelectedMailbox selected = current;
        return selected == null ? () -> {} : selected.mailbox().watch(listener);
    }

    void sync(boolean expunges) throws StoreException, ConnectionEndedException {
        SelectedMailbox selected = current;
        if (selected != null) {
            selected.sync(expunges, (number, position) -> flags(selected, number, position, false), out);
        }
    }

    String execute(String name, boolean uid, String tag, ImapInput input)
            throws IOException, ImapSyntaxException, CommandFailedException {
        SelectedMailbox selected = current;
        if (selected == null) {
            throw CommandFailedException.bad("select a mailbox first");
        }
        return switch (name) {
            case "CHECK" -> {
                input.expectEnd();
                sync(true);
                yield "OK CHECK done";
            }
            case "CLOSE" -> close(selected, input);
            case "UNSELECT" -> {
                input.expectEnd();
                unselect();
                yield "OK UNSELECT done";
            }
            case "EXPUNGE" -> expunge(selected, uid, input);
            case "SEARCH" -> search(selected, uid, tag, input);
            case "FETCH" -> fetch(selected, uid, input);
            case "STORE" -> store(selected, uid, input);
            case "COPY" -> copy(selected, uid, input, false);
            case "MOVE" -> copy(selected, uid, input, true);
            default -> throw CommandFailedException.bad("there is no command " + name);
        };
    }

    // RFC 3501 §6.4.2: expunges, and says nothing of it
    private String close(SelectedMailbox selected, ImapInput input) throws IOException, ImapSyntaxException {
        input.expectEnd();
        if (!selected.readOnly()) {
            selected.mailbox().expunge(deleted(selected, UidSet.ALL));
        }
        unselect();
        return "OK CLOSE done";
    }

    private String expunge(SelectedMailbox selected, boolean uid, ImapInput input)
            throws IOException, ImapSyntaxException, CommandFailedException {
        UidSet among = UidSet.ALL;
        if (uid) {
            // RFC 4315 §2.1
            input.expectSpace();
            among = selected.resolve(input.sequenceSet(), true);
        }
        input.expectEnd();
        checkWritable(selected);
        sync(false);
        selected.mailbox().expunge(deleted(selected, among));
        sync(true);
        return "OK " + (account.condStore() ? highest(selected) : "") + "EXPUNGE done";
    }

    // Only what this client knows of: it has not seen the others marked.
    private static UidSet deleted(SelectedMailbox selected, UidSet among) throws StoreException {
        MailboxView view = selected.mailbox().view();
        UidSet.Builder builder = new UidSet.Builder();
        for (int number = 1; number <= selected.count(); number++) {
            long uid = selected.uid(number);
            int position = view.position(uid);
            if (position >= 0 && among.contains(uid) && view.flags(position).has(SystemFlag.DELETED)) {
                builder.add(uid);
            }
        }
        return builder.build();
    }

    private String search(SelectedMailbox selected, boolean uid, String tag, ImapInput input)
            throws IOException, ImapSyntaxException, CommandFailedException {
        input.expectSpace();
        SearchParser.Search search;
        try {
            search = new SearchParser(input).read();
        } catch (SearchParser.BadCharsetException e) {
            throw CommandFailedException.no("[BADCHARSET (UTF-8 US-ASCII)] the charset is not known");
        }
        if (search.modSeq()) {
            account.enableCondStore();
        }
        // Expunges are not told during SEARCH by sequence numbers (RFC 3501 §7.4.1).
        sync(uid);
        Searcher searcher = new Searcher(
                account.address(), selected, services.search(), services.clock().instant());
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
            extended(search.returning().get(), numbers, uid, tag, tellModSeq ? highest : 0);
        } else {
            StringBuilder line = new StringBuilder("* SEARCH");
            numbers.forEach(number -> line.append(' ').append(number));
            out.line(line + (tellModSeq ? " (MODSEQ " + highest + ")" : ""));
        }
        return "OK SEARCH done";
    }

    // RFC 4731
    private void extended(Set<String> returning, List<Long> numbers, boolean uid, String tag, long modSeq)
            throws ConnectionEndedException {
        StringBuilder line = new StringBuilder("ESEARCH (TAG \"" + tag + "\")" + (uid ? " UID" : ""));
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
        out.untagged(line.toString());
    }

    private String fetch(SelectedMailbox selected, boolean uid, ImapInput input)
            throws IOException, ImapSyntaxException, CommandFailedException {
        input.expectSpace();
        UidSet uids = selected.resolve(input.sequenceSet(), uid);
        input.expectSpace();
        List<FetchItem> items = new ArrayList<>(new FetchParser(input).items());
        long changedSince = changedSince(input);
        input.expectEnd();
        if (items.contains(FetchItem.Simple.MODSEQ)) {
            account.enableCondStore();
        }
        if (changedSince >= 0) {
            account.enableCondStore();
            add(items, FetchItem.Simple.MODSEQ);
        }
        if (uid) {
            add(items, FetchItem.Simple.UID);
        }
        sync(uid);
        // What is fetched with a body becomes seen, and the answer says so (RFC 3501 §6.4.5).
        UidSet newlySeen = UidSet.EMPTY;
        if (FetchWriter.setsSeen(items) && !selected.readOnly()) {
            newlySeen = unseen(selected, uids, changedSince);
            see(selected, newlySeen);
        }
        FetchWriter writer = new FetchWriter(selected, items, out);
        boolean gone = false;
        for (int number = firstNumber(selected, uids); number <= selected.count(); number++) {
            long each = selected.uid(number);
            if (!uids.contains(each)) {
                continue;
            }
            int position = selected.view().position(each);
            boolean wanted = position >= 0 && selected.view().modSeq(position) > changedSince;
            if (wanted) {
                gone |= !write(writer, number, position, newlySeen.contains(each));
            }
            gone |= position < 0;
        }
        if (uid) {
            sync(true);
        }
        return gone && !uid ? "NO [EXPUNGEISSUED] some messages are gone" : "OK FETCH done";
    }

    private static UidSet unseen(SelectedMailbox selected, UidSet uids, long changedSince) {
        MailboxView view = selected.view();
        UidSet.Builder unseen = new UidSet.Builder();
        for (int number = firstNumber(selected, uids); number <= selected.count(); number++) {
            long uid = selected.uid(number);
            int position = uids.contains(uid) ? view.position(uid) : -1;
            if (position >= 0
                    && view.modSeq(position) > changedSince
                    && !view.flags(position).has(SystemFlag.SEEN)) {
                unseen.add(uid);
            }
        }
        return unseen.build();
    }

    private void see(SelectedMailbox selected, UidSet unseen) throws IOException {
        if (!unseen.isEmpty()) {
            FlagChange seen = new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.SEEN));
            Mailbox.StoreResult result = selected.mailbox().store(unseen, seen, Long.MAX_VALUE);
            selected.told(result.changed(), result.highestModSeq());
            sync(false);
        }
    }

    private boolean write(FetchWriter writer, int number, int position, boolean newlySeen) throws IOException {
        try {
            writer.write(number, position, newlySeen, account.condStore());
            return true;
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static int firstNumber(SelectedMailbox selected, UidSet uids) {
        if (uids.isEmpty()) {
            return selected.count() + 1;
        }
        long first = uids.ranges().getFirst().first();
        int low = 1;
        int high = selected.count() + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (selected.uid(middle) < first) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    // RFC 7162 §3.1.4.1; -1 where it is not given
    private static long changedSince(ImapInput input) throws ImapSyntaxException {
        if (input.atEnd()) {
            return -1;
        }
        input.expectSpace();
        input.expect('(');
        if (!input.word().equals("CHANGEDSINCE")) {
            throw new ImapSyntaxException("FETCH knows CHANGEDSINCE alone");
        }
        input.expectSpace();
        long modSeq = input.number();
        input.expect(')');
        return modSeq;
    }

    private static void add(List<FetchItem> items, FetchItem item) {
        if (!items.contains(item)) {
            items.add(item);
        }
    }

    private String store(SelectedMailbox selected, boolean uid, ImapInput input)
            throws IOException, ImapSyntaxException, CommandFailedException {
        input.expectSpace();
        UidSet uids = selected.resolve(input.sequenceSet(), uid);
        input.expectSpace();
        long unchangedSince = Long.MAX_VALUE;
        if (input.take('(')) {
            // RFC 7162 §3.1.3
            if (!input.word().equals("UNCHANGEDSINCE")) {
                throw new ImapSyntaxException("STORE knows UNCHANGEDSINCE alone");
            }
            input.expectSpace();
            unchangedSince = input.number();
            input.expect(')');
            input.expectSpace();
            account.enableCondStore();
        }
        String item = input.atom("").toUpperCase(Locale.ROOT);
        boolean silent = item.endsWith(".SILENT");
        FlagChange.Mode mode = switch (silent ? item.substring(0, item.length() - ".SILENT".length()) : item) {
            case "FLAGS" -> FlagChange.Mode.SET;
            case "+FLAGS" -> FlagChange.Mode.ADD;
            case "-FLAGS" -> FlagChange.Mode.REMOVE;
            default -> throw new ImapSyntaxException("STORE knows FLAGS, +FLAGS and -FLAGS");
        };
        input.expectSpace();
        Flags flags = input.flags();
        input.expectEnd();
        checkWritable(selected);
        sync(false);
        Mailbox.StoreResult result = selected.mailbox().store(uids, new FlagChange(mode, flags), unchangedSince);
        selected.told(result.changed(), result.highestModSeq());
        sync(false);
        // With CONDSTORE even a silent STORE tells the new MODSEQ (RFC 7162 §3.1.3).
        if (!silent || account.condStore()) {
            for (int number = firstNumber(selected, result.changed()); number <= selected.count(); number++) {
                int position = selected.view().position(selected.uid(number));
                if (position >= 0 && result.changed().contains(selected.uid(number))) {
                    if (silent) {
                        modSeq(selected, number, position, uid);
                    } else {
                        flags(selected, number, position, uid);
                    }
                }
            }
        }
        if (uid) {
            sync(true);
        }
        return result.modified().isEmpty()
                ? "OK STORE done"
                : "OK [MODIFIED " + shown(selected, result.modified(), uid) + "] some have changed meanwhile";
    }

    private static String shown(SelectedMailbox selected, UidSet uids, boolean uid) {
        if (uid) {
            return uids.toString();
        }
        List<Long> numbers = new ArrayList<>();
        for (int number = 1; number <= selected.count(); number++) {
            if (uids.contains(selected.uid(number))) {
                numbers.add((long) number);
            }
        }
        return Searcher.compact(numbers);
    }

    // RFC 3501 §6.4.7, RFC 6851; with COPYUID (RFC 4315)
    private String copy(SelectedMailbox selected, boolean uid, ImapInput input, boolean move)
            throws IOException, ImapSyntaxException, CommandFailedException {
        input.expectSpace();
        UidSet uids = selected.resolve(input.sequenceSet(), uid);
        input.expectSpace();
        MailboxName name = input.mailbox();
        input.expectEnd();
        if (move) {
            checkWritable(selected);
        }
        String verb = move ? "MOVE" : "COPY";
        try (Mailbox target = open(name)) {
            Mailbox.CopyResult result = move
                    ? selected.mailbox().move(uids, target)
                    : selected.mailbox().copy(uids, target);
            if (result.sources().isEmpty()) {
                sync(true);
                return "OK " + verb + " done: there was nothing";
            }
            String copied = "[COPYUID " + result.uidValidity() + " " + Searcher.compact(result.sources()) + " "
                    + Searcher.compact(result.copies()) + "]";
            if (move) {
                // RFC 6851 §4.3: before the expunges
                out.untagged("OK " + copied + " moved");
            }
            sync(true);
            return move ? "OK MOVE done" : "OK " + copied + " COPY done";
        }
    }

    private Mailbox open(MailboxName name) throws StoreException, CommandFailedException {
        try {
            return account.store().open(name);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND) {
                // RFC 3501 §6.4.7: the client may make it and try again
                throw CommandFailedException.no("[TRYCREATE] there is no such mailbox");
            }
            throw e;
        }
    }

    private static void checkWritable(SelectedMailbox selected) throws CommandFailedException {
        if (selected.readOnly()) {
            throw CommandFailedException.no("[READ-ONLY] the mailbox was opened by EXAMINE");
        }
    }

    private void flags(SelectedMailbox selected, int number, int position, boolean uid)
            throws ConnectionEndedException {
        MailboxView view = selected.view();
        StringBuilder line = new StringBuilder(number + " FETCH (FLAGS (" + view.flags(position) + ")");
        if (uid || account.condStore()) {
            line.append(" UID ").append(view.uid(position));
        }
        if (account.condStore()) {
            line.append(" MODSEQ (").append(view.modSeq(position)).append(")");
        }
        out.untagged(line.append(')').toString());
    }

    private void modSeq(SelectedMailbox selected, int number, int position, boolean uid)
            throws ConnectionEndedException {
        MailboxView view = selected.view();
        out.untagged(number + " FETCH (" + (uid ? "UID " + view.uid(position) + " " : "") + "MODSEQ ("
                + view.modSeq(position) + "))");
    }

    private static String highest(SelectedMailbox selected) {
        return "[HIGHESTMODSEQ " + selected.view().highestModSeq() + "] ";
    }
}
