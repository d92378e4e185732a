package org.postrider.imap.syntax;

import java.util.ArrayList;
import java.util.List;
import org.postrider.api.store.MailboxName;

/// Where ESEARCH looks (RFC 7377 §2.2, RFC 5465 §6).
///
/// @param names of SUBTREE, SUBTREE-ONE and MAILBOXES
public record SearchSource(Kind kind, List<MailboxName> names) {
    private static final int NAMES_MAX = 1000;

    public SearchSource {
        names = List.copyOf(names);
    }

    /// Reads `(personal subtree ("a" b))`.
    static List<SearchSource> read(ImapInput input) throws ImapSyntaxException {
        input.expect('(');
        List<SearchSource> sources = new ArrayList<>();
        do {
            sources.add(one(input));
            if (sources.size() > NAMES_MAX) {
                throw new ImapSyntaxException("more than " + NAMES_MAX + " sources");
            }
        } while (input.take(' '));
        input.expect(')');
        return sources;
    }

    static SearchSource one(ImapInput input) throws ImapSyntaxException {
        if (input.peek() == '(') {
            throw new ImapSyntaxException("this server has no options of a scope");
        }
        String word = input.word();
        for (Kind kind : Kind.values()) {
            if (kind.wireName().equals(word)) {
                return new SearchSource(kind, kind.named ? names(input) : List.of());
            }
        }
        throw new ImapSyntaxException("ESEARCH cannot look in " + word);
    }

    private static List<MailboxName> names(ImapInput input) throws ImapSyntaxException {
        input.expectSpace();
        if (input.peek() != '(') {
            return List.of(input.mailbox());
        }
        List<MailboxName> names = input.list(input::mailbox);
        if (names.isEmpty() || names.size() > NAMES_MAX) {
            throw new ImapSyntaxException("1 to " + NAMES_MAX + " mailboxes, please");
        }
        return names;
    }

    public enum Kind {
        SELECTED(false),
        /// The same here: what a search finds is what the client knows of.
        SELECTED_DELAYED(false),
        INBOXES(false),
        PERSONAL(false),
        SUBSCRIBED(false),
        SUBTREE(true),
        SUBTREE_ONE(true),
        MAILBOXES(true);

        private final boolean named;

        Kind(boolean named) {
            this.named = named;
        }

        private String wireName() {
            return name().replace('_', '-');
        }
    }
}
