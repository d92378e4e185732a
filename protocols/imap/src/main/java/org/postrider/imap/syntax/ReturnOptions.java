package org.postrider.imap.syntax;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What RETURN asks for (RFC 4731 §3.1, RFC 5182 §2.1, RFC 5267 §4, RFC 6203 §4, RFC 9394 §3.1).
///
/// @param asked there was a RETURN: the answer is ESEARCH
/// @param partial the part of the results that PARTIAL asks for
/// @param update what UPDATE fetches of each new message (RFC 5465 §7)
public record ReturnOptions(boolean asked, Set<Item> items, Optional<PartialRange> partial, List<FetchItem> update) {
    private static final ReturnOptions NONE = new ReturnOptions(false, Set.of(), Optional.empty(), List.of());

    public ReturnOptions {
        items = Set.copyOf(items);
        update = List.copyOf(update);
    }

    /// There was no RETURN.
    public static ReturnOptions none() {
        return NONE;
    }

    /// What a search without RETURN is answered with once IMAP4rev2 is on (RFC 9051 §6.4.4).
    public static ReturnOptions all() {
        return new ReturnOptions(true, EnumSet.of(Item.ALL), Optional.empty(), List.of());
    }

    public boolean has(Item item) {
        return items.contains(item);
    }

    /// Something of the result is to be told.
    public boolean isTold() {
        return partial.isPresent()
                || has(Item.MIN)
                || has(Item.MAX)
                || has(Item.ALL)
                || has(Item.COUNT)
                || has(Item.RELEVANCY)
                || !has(Item.SAVE);
    }

    /// All that are found are to be told, one by one.
    public boolean isList() {
        return !asked || has(Item.ALL) || has(Item.RELEVANCY);
    }

    /// Reads ` (MIN COUNT PARTIAL 1:100)`, the space being next.
    static ReturnOptions read(ImapInput input) throws ImapSyntaxException {
        input.expectSpace();
        Set<Item> items = EnumSet.noneOf(Item.class);
        PartialRange[] partial = {null};
        List<FetchItem> update = new ArrayList<>();
        input.list(() -> {
            String word = input.word();
            if (word.equals("PARTIAL")) {
                input.expectSpace();
                partial[0] = PartialRange.read(input);
            } else {
                items.add(item(word));
            }
            if (word.equals("UPDATE") && input.startsWith(" (")) {
                input.expectSpace();
                update.addAll(new FetchParser(input).items());
            }
            return word;
        });
        if (items.isEmpty() && partial[0] == null) {
            // RFC 4731 §3.1: an empty list is ALL
            items.add(Item.ALL);
        }
        if (partial[0] != null && items.contains(Item.ALL)) {
            // RFC 9394 §3.1: one or the other
            throw new ImapSyntaxException("RETURN has PARTIAL or ALL, not both");
        }
        return new ReturnOptions(true, items, Optional.ofNullable(partial[0]), update);
    }

    private static Item item(String word) throws ImapSyntaxException {
        for (Item item : Item.values()) {
            if (item.name().equals(word)) {
                return item;
            }
        }
        throw new ImapSyntaxException("RETURN does not know " + word);
    }

    public enum Item {
        MIN,
        MAX,
        ALL,
        COUNT,
        /// `$` is that from now on.
        SAVE,
        /// There will be more searches like this one: nothing that this server need be told.
        CONTEXT,
        /// The client is told what is added and removed later.
        UPDATE,
        RELEVANCY
    }
}
