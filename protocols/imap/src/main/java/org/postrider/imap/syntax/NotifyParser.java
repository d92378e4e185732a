package org.postrider.imap.syntax;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads what NOTIFY has (RFC 5465 §8). Confined to one thread.
public final class NotifyParser {
    private static final int GROUPS_MAX = 100;

    private final ImapInput input;

    public NotifyParser(ImapInput input) {
        this.input = input;
    }

    /// @param status the client wants to know how the mailboxes are at first
    /// @param groups empty for NOTIFY NONE
    public record Request(boolean status, List<Group> groups) {}

    /// @param items fetched of each new message of the selected mailbox
    public record Group(SearchSource source, Set<NotifyEvent> events, List<FetchItem> items) {
        public boolean isSelected() {
            return source.kind() == SearchSource.Kind.SELECTED || source.kind() == SearchSource.Kind.SELECTED_DELAYED;
        }
    }

    /// An event that there is not: NO [BADEVENT].
    public static final class BadEventException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /// @throws BadEventException where an event is not known
    public Request request() throws ImapSyntaxException, BadEventException {
        input.expectSpace();
        String word = input.word();
        if (word.equals("NONE")) {
            input.expectEnd();
            return new Request(false, List.of());
        }
        if (!word.equals("SET")) {
            throw new ImapSyntaxException("NOTIFY has SET or NONE");
        }
        input.expectSpace();
        boolean status = input.takeText("STATUS ");
        List<Group> groups = new ArrayList<>();
        do {
            groups.add(group());
            if (groups.size() > GROUPS_MAX) {
                throw new ImapSyntaxException("more than " + GROUPS_MAX + " groups of events");
            }
        } while (input.take(' '));
        input.expectEnd();
        // RFC 5465 §6.1
        if (groups.stream().filter(Group::isSelected).count() > 1) {
            throw new ImapSyntaxException("SELECTED and SELECTED-DELAYED stand there once");
        }
        return new Request(status, groups);
    }

    private Group group() throws ImapSyntaxException, BadEventException {
        input.expect('(');
        SearchSource source = SearchSource.one(input);
        if (source.kind() == SearchSource.Kind.SUBTREE_ONE) {
            throw new ImapSyntaxException("NOTIFY has no SUBTREE-ONE");
        }
        input.expectSpace();
        Set<NotifyEvent> events = EnumSet.noneOf(NotifyEvent.class);
        List<FetchItem> items = new ArrayList<>();
        if (input.take('(')) {
            do {
                event(events, items);
            } while (input.take(' '));
            input.expect(')');
        } else if (!input.word().equals("NONE")) {
            throw new ImapSyntaxException("events stand in brackets, or are NONE");
        }
        input.expect(')');
        Group group = new Group(source, events, items);
        check(group);
        return group;
    }

    private void event(Set<NotifyEvent> events, List<FetchItem> items) throws ImapSyntaxException, BadEventException {
        Optional<NotifyEvent> event = NotifyEvent.named(input.atom(""));
        if (event.isEmpty()) {
            throw new BadEventException();
        }
        events.add(event.get());
        if (event.get() == NotifyEvent.MESSAGE_NEW && input.takeText(" (")) {
            do {
                items.addAll(new FetchParser(input).one());
            } while (input.take(' '));
            input.expect(')');
        }
    }

    // RFC 5465 §5, §6.1
    private static void check(Group group) throws ImapSyntaxException {
        Set<NotifyEvent> events = group.events();
        boolean comes = events.contains(NotifyEvent.MESSAGE_NEW);
        boolean goes = events.contains(NotifyEvent.MESSAGE_EXPUNGE);
        if (comes != goes) {
            throw new ImapSyntaxException("MessageNew and MessageExpunge stand together");
        }
        if (events.contains(NotifyEvent.FLAG_CHANGE) && !comes) {
            throw new ImapSyntaxException("FlagChange needs MessageNew and MessageExpunge");
        }
        if (group.isSelected() && !events.stream().allMatch(NotifyEvent::isOfMessages)) {
            throw new ImapSyntaxException("of the selected mailbox there are events of messages alone");
        }
        if (!group.isSelected() && !group.items().isEmpty()) {
            throw new ImapSyntaxException("messages are fetched of the selected mailbox alone");
        }
    }
}
