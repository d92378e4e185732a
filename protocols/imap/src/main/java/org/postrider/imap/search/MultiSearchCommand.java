package org.postrider.imap.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.share.SharedMailbox;
import org.postrider.imap.selected.Feature;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.session.MessageLimit;
import org.postrider.imap.session.Progress;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.syntax.ReturnOptions.Item;
import org.postrider.imap.syntax.SearchKey;
import org.postrider.imap.syntax.SearchParser;
import org.postrider.imap.syntax.SearchSource;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.imap.wire.Responses;

/// ESEARCH: several mailboxes at once (RFC 7377). Confined to the session's thread, for one command.
public final class MultiSearchCommand {
    private final Call call;
    private final LoggedIn account;
    private final @Nullable SelectedMailbox selected;
    private final SearchParser.Search search;

    private MultiSearchCommand(Call call, SearchParser.Search search) throws CommandFailedException {
        this.call = call;
        this.account = call.account();
        this.selected = account.selected();
        this.search = search;
    }

    // RFC 7377 §2.1
    public static String multiSearch(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        call.input().expectSpace();
        SearchParser parser = SearchCommands.parser(call);
        SearchParser.MultiSearch command = SearchCommands.parsed(call, parser::multiSearch);
        SearchCommands.checkCharset(call, parser);
        SearchCommands.checkRelevancy(
                command.search().returning(), command.search().key(), List.of());
        new MultiSearchCommand(call, command.search()).run(command.sources());
        return call.done();
    }

    private void run(List<SearchSource> sources) throws IOException, CommandFailedException {
        check(sources);
        if (search.modSeq()) {
            account.turnOn(Feature.CONDSTORE);
        }
        account.sync(true);
        SearchKey key = selected == null ? search.key() : SearchKeys.withSaved(search.key(), selected.saved());
        for (MailboxName name : names(sources)) {
            if (selected != null && selected.mailbox().name().equals(name)) {
                one(name, SearchScope.of(selected), key);
            } else {
                other(name, key);
            }
        }
    }

    private void check(List<SearchSource> sources) throws CommandFailedException {
        boolean selectedOnly = sources.stream().allMatch(MultiSearchCommand::isSelected);
        if (selectedOnly && selected == null) {
            throw CommandFailedException.bad("select a mailbox first, or say where to look");
        }
        if (search.returning().has(Item.UPDATE)) {
            throw CommandFailedException.bad("ESEARCH does not follow its results; SEARCH and SORT do");
        }
        // RFC 7377 §2.1, §2.2: numbers and $ mean messages of the selected mailbox alone
        boolean needsSelected = search.returning().has(Item.SAVE) || SearchKeys.hasNumbers(search.key());
        if (needsSelected && !selectedOnly) {
            throw CommandFailedException.bad("SAVE, $ and sequence numbers are of the selected mailbox alone");
        }
    }

    private static boolean isSelected(SearchSource source) {
        return switch (source.kind()) {
            case SELECTED, SELECTED_DELAYED -> true;
            case INBOXES, PERSONAL, SUBSCRIBED, SUBTREE, SUBTREE_ONE, MAILBOXES -> false;
        };
    }

    private NavigableSet<MailboxName> names(List<SearchSource> sources) throws StoreException {
        NavigableSet<MailboxName> names = new TreeSet<>();
        List<MailboxName> all = account.store().list().stream()
                .filter(AccountStore.MailboxInfo::selectable)
                .map(AccountStore.MailboxInfo::name)
                .toList();
        if (sources.isEmpty()) {
            addSelected(names);
        }
        for (SearchSource source : sources) {
            switch (source.kind()) {
                case SELECTED, SELECTED_DELAYED -> addSelected(names);
                case INBOXES -> names.add(MailboxName.INBOX);
                case PERSONAL -> names.addAll(own(all));
                case SUBSCRIBED ->
                    all.stream()
                            .filter(account.store().subscriptions()::contains)
                            .forEach(names::add);
                case SUBTREE, SUBTREE_ONE ->
                    all.stream().filter(name -> isIn(name, source)).forEach(names::add);
                case MAILBOXES -> all.stream().filter(source.names()::contains).forEach(names::add);
            }
        }
        return names;
    }

    // RFC 7377 §2.2: of the personal namespaces
    private List<MailboxName> own(List<MailboxName> all) throws StoreException {
        List<MailboxName> own = new ArrayList<>();
        for (MailboxName name : all) {
            if (account.store().isOwn(name)) {
                own.add(name);
            }
        }
        return own;
    }

    private void addSelected(NavigableSet<MailboxName> names) {
        if (selected != null) {
            names.add(selected.mailbox().name());
        }
    }

    private static boolean isIn(MailboxName name, SearchSource source) {
        boolean nextOnly = source.kind() == SearchSource.Kind.SUBTREE_ONE;
        return source.names().stream()
                .anyMatch(top -> name.equals(top)
                        || (name.isBelow(top)
                                && (!nextOnly
                                        || name.path().size() == top.path().size() + 1)));
    }

    private void other(MailboxName name, SearchKey key) throws IOException, CommandFailedException {
        try (SharedMailbox mailbox = account.openReadable(name)) {
            one(name, SearchScope.of(mailbox, mailbox.view()), key);
        } catch (StoreException e) {
            // Deleted meanwhile, or no more than its name may be seen.
            if (e.kind() != StoreException.Kind.NOT_FOUND && e.kind() != StoreException.Kind.NOT_PERMITTED) {
                throw e;
            }
        }
    }

    // RFC 7377 §2.1: a mailbox in which nothing is found is not told of
    private void one(MailboxName name, SearchScope scope, SearchKey key) throws IOException, CommandFailedException {
        Searcher searcher = new Searcher(scope, call.services());
        BitSet found = Progress.during(call, () -> searcher.search(key));
        int[] positions = found.stream().toArray();
        if (search.returning().isList()) {
            // RFC 9738 §3.1: the answer is of several mailboxes, and one UID would not say how far it came
            MessageLimit.check(positions.length, call.config().maxMessagesPerCommand());
        }
        SearchAnswer answer = new SearchAnswer(search.returning(), scope, positions, true);
        if (search.returning().has(Item.SAVE) && selected != null) {
            selected.save(answer.saved());
        }
        if (positions.length > 0 && search.returning().isTold()) {
            Responses out = call.out();
            out.raw("* ESEARCH (TAG \"" + call.tag() + "\" MAILBOX ");
            out.raw(account.wireName(name));
            out.line(" UIDVALIDITY " + scope.view().uidValidity() + ") UID"
                    + answer.items(search.modSeq(), searcher.relevancy(found)));
        }
    }
}
