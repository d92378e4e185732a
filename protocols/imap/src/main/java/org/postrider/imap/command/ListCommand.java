package org.postrider.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.MailboxLists;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// LIST and LSUB (RFC 3501 §6.3.8, §6.3.9, RFC 5258).
final class ListCommand {
    private static final Set<String> SELECTS = Set.of("SUBSCRIBED", "RECURSIVEMATCH", "REMOTE", "SPECIAL-USE");
    private static final Set<String> RETURNS = Set.of("SUBSCRIBED", "CHILDREN", "SPECIAL-USE");

    private ListCommand() {}

    static String list(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        input.expectSpace();
        List<String> options = List.of();
        boolean extended = input.peek() == '(';
        if (extended) {
            options = input.list(input::word);
            input.expectSpace();
        }
        String reference = input.mailboxText();
        input.expectSpace();
        List<String> patterns = new ArrayList<>();
        if (input.peek() == '(') {
            extended = true;
            patterns.addAll(input.list(input::listPattern));
        } else {
            patterns.add(input.listPattern());
        }
        Set<String> returned = new HashSet<>();
        List<ListReturn.Line> lines = new ArrayList<>();
        if (!input.atEnd()) {
            extended = true;
            returns(call, returned, lines);
        }
        input.expectEnd();
        checkOptions(options);
        if (!extended && patterns.getFirst().isEmpty()) {
            // RFC 3501 §6.3.8: asks for the separator alone
            call.out().untagged("LIST (\\Noselect) \"" + call.config().separator() + "\" \"\"");
            return call.done();
        }
        MailboxLists.Selection selection = new MailboxLists.Selection(
                options.contains("SUBSCRIBED"),
                options.contains("RECURSIVEMATCH"),
                options.contains("SPECIAL-USE"),
                returned.contains("SUBSCRIBED"));
        for (MailboxLists.Line line : lists(call).list(reference, patterns, selection)) {
            call.out().raw(line.text());
            if (line.selectable().isPresent()) {
                for (ListReturn.Line more : lines) {
                    more.tell(call, line.selectable().get());
                }
            }
        }
        return call.done();
    }

    private static void returns(Call call, Set<String> returned, List<ListReturn.Line> lines)
            throws ImapSyntaxException {
        ImapInput input = call.input();
        input.expectSpace();
        if (!input.word().equals("RETURN")) {
            throw new ImapSyntaxException("expected RETURN");
        }
        input.expectSpace();
        input.list(() -> {
            String option = input.word();
            ListReturn line = ListReturn.ALL.get(option);
            if (line != null) {
                lines.add(line.read(call));
            } else if (!RETURNS.contains(option)) {
                throw new ImapSyntaxException("LIST does not return " + option);
            }
            returned.add(option);
            return option;
        });
    }

    private static void checkOptions(List<String> options) throws ImapSyntaxException {
        if (!SELECTS.containsAll(options)) {
            throw new ImapSyntaxException("LIST selects by SUBSCRIBED, RECURSIVEMATCH, REMOTE and SPECIAL-USE");
        }
        // RFC 5258 §3: it says nothing by itself
        if (options.contains("RECURSIVEMATCH") && !options.contains("SUBSCRIBED") && !options.contains("SPECIAL-USE")) {
            throw new ImapSyntaxException("RECURSIVEMATCH needs SUBSCRIBED or SPECIAL-USE");
        }
    }

    static String lsub(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        input.expectSpace();
        String reference = input.mailboxText();
        input.expectSpace();
        String pattern = input.listPattern();
        input.expectEnd();
        for (byte[] line : lists(call).subscribed(reference, pattern)) {
            call.out().raw(line);
        }
        return call.done();
    }

    private static MailboxLists lists(Call call) throws CommandFailedException {
        return new MailboxLists(call.account(), call.config().separator());
    }
}
