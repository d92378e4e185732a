package org.postrider.imap.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.share.AccessList;
import org.postrider.api.store.share.Right;
import org.postrider.api.store.share.Rights;
import org.postrider.imap.metadata.Annotations;
import org.postrider.imap.metadata.EntryName;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.Notifications;
import org.postrider.imap.structure.WireText;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.syntax.SearchParser;
import org.postrider.imap.wire.CommandFailedException;

/// GETMETADATA and SETMETADATA (RFC 5464), and the same for LIST (RFC 9590).
final class MetadataCommands {
    private static final String ADMIN = "/shared/admin";
    private static final int ENTRIES_ASKED_MAX = 100;

    private MetadataCommands() {}

    // RFC 5464 §4.2
    static String getMetadata(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        input.expectSpace();
        // RFC 5464 §5 has the options before the mailbox, its examples behind it.
        Options options = Options.NONE;
        if (input.peek() == '(') {
            options = Options.read(input);
            input.expectSpace();
        }
        Optional<MailboxName> mailbox = mailbox(input);
        input.expectSpace();
        Question question = Question.read(input, options);
        input.expectEnd();
        long longest = tell(call, mailbox, question);
        // RFC 5464 §4.2.1
        return longest > 0 ? "OK [METADATA LONGENTRIES " + longest + "] some are too long" : call.done();
    }

    // RFC 9590 §3
    static ListReturn.Line afterList(Call call) throws ImapSyntaxException {
        call.input().expectSpace();
        Question question = Question.read(call.input(), Options.NONE);
        return (each, mailbox) -> {
            try {
                tell(each, Optional.of(mailbox), question);
            } catch (StoreException e) {
                // Deleted meanwhile, or no more than its name may be seen.
                if (e.kind() != StoreException.Kind.NOT_FOUND && e.kind() != StoreException.Kind.NOT_PERMITTED) {
                    throw e;
                }
            }
        };
    }

    // RFC 5464 §4.3: all or none
    static String setMetadata(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        input.expectSpace();
        Optional<MailboxName> mailbox = mailbox(input);
        input.expectSpace();
        Map<EntryName, Optional<byte[]>> changes = new LinkedHashMap<>();
        input.expect('(');
        do {
            EntryName name = entry(input, false);
            input.expectSpace();
            changes.put(name, value(input));
            if (changes.size() > Annotations.ENTRIES_MAX) {
                throw CommandFailedException.no("[METADATA TOOMANY] too many at once");
            }
        } while (input.take(' '));
        input.expect(')');
        input.expectEnd();
        permit(call, mailbox, changes.keySet().stream().allMatch(EntryName::isPrivate));
        for (Optional<byte[]> value : changes.values()) {
            if (value.isPresent() && value.get().length > Annotations.VALUE_OCTETS_MAX) {
                throw CommandFailedException.no(
                        "[METADATA MAXSIZE " + Annotations.VALUE_OCTETS_MAX + "] a value is too long");
            }
        }
        for (Map.Entry<EntryName, Optional<byte[]>> each : changes.entrySet()) {
            checkFilter(mailbox, each.getKey(), each.getValue());
        }
        change(call, mailbox, changes);
        Notifications notifications = call.account().notifications();
        if (notifications != null) {
            notifications.settleAnnotations(mailbox);
        }
        return call.done();
    }

    private static void change(Call call, Optional<MailboxName> mailbox, Map<EntryName, Optional<byte[]>> changes)
            throws IOException, CommandFailedException {
        String user = user(call);
        AccountStore store = call.account().store();
        try {
            store.changeNote(
                    mailbox.orElse(MailboxName.INBOX),
                    mailbox.isPresent() ? Annotations.NOTE : Annotations.SERVER_NOTE,
                    before -> {
                        Annotations annotations = Annotations.read(before);
                        changes.forEach((name, value) -> {
                            if (value.isEmpty()) {
                                annotations.remove(user, name);
                            } else if (!annotations.put(user, name, value.get())) {
                                throw new TooManyException();
                            }
                        });
                        String after = annotations.text();
                        if (after.length() > AccountStore.NOTE_LENGTH_MAX) {
                            throw new TooManyException();
                        }
                        return after;
                    });
        } catch (TooManyException e) {
            throw CommandFailedException.no("[METADATA TOOMANY] there would be too many, or too long ones together");
        }
    }

    // RFC 5466 §3: what cannot be used is not taken
    private static void checkFilter(Optional<MailboxName> mailbox, EntryName name, Optional<byte[]> value)
            throws CommandFailedException {
        boolean filter = mailbox.isEmpty()
                && (name.text().startsWith(EntryName.PRIVATE + EntryName.FILTERS)
                        || name.text().startsWith(EntryName.SHARED + EntryName.FILTERS));
        if (filter && value.isPresent()) {
            try {
                SearchParser.checkFilter(value.get());
            } catch (ImapSyntaxException e) {
                throw CommandFailedException.no("[CANNOT] that is no search: " + e.getMessage());
            }
        }
    }

    // RFC 5464 §3.3: the server's shared ones are the administrator's; a mailbox's are for those who may use it
    private static void permit(Call call, Optional<MailboxName> mailbox, boolean privateAlone)
            throws IOException, CommandFailedException {
        if (mailbox.isEmpty()) {
            if (!privateAlone) {
                throw CommandFailedException.no("[NOPERM] the server's shared annotations are the administrator's");
            }
            return;
        }
        Rights rights = readable(call, mailbox.get());
        if (!privateAlone && !rights.has(Right.WRITE)) {
            throw CommandFailedException.no("[NOPERM] you have not the right w on this mailbox");
        }
    }

    private static Rights readable(Call call, MailboxName mailbox) throws IOException, CommandFailedException {
        Rights rights = call.account().store().rights(mailbox);
        if (!Annotations.mayRead(rights)) {
            throw new StoreException(
                    StoreException.Kind.NOT_PERMITTED, "you have not the rights to see annotations of this mailbox");
        }
        return rights;
    }

    // Returns the size of the largest value that was left out; 0 for none.
    private static long tell(Call call, Optional<MailboxName> mailbox, Question question)
            throws IOException, CommandFailedException {
        if (mailbox.isPresent()) {
            readable(call, mailbox.get());
        }
        Annotations annotations = Annotations.read(call.account()
                .store()
                .note(
                        mailbox.orElse(MailboxName.INBOX),
                        mailbox.isPresent() ? Annotations.NOTE : Annotations.SERVER_NOTE));
        Map<EntryName, Optional<byte[]>> found = new LinkedHashMap<>();
        for (EntryName name : question.names()) {
            if (question.options().depth() == 0) {
                found.put(name, annotations.get(user(call), name));
            } else {
                annotations
                        .below(user(call), name, question.options().depth())
                        .forEach((each, value) -> found.put(each, Optional.of(value)));
            }
            if (mailbox.isEmpty() && isAdmin(name, question.options().depth())) {
                // RFC 5464 §6.2.1.2
                String postmaster = "mailto:" + call.services().server().postmaster();
                found.put(new EntryName(ADMIN), Optional.of(postmaster.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return write(call, mailbox, question.options().maxSize(), found);
    }

    private static boolean isAdmin(EntryName name, int depth) {
        return name.text().equals(ADMIN) || (name.text().equals(EntryName.SHARED) && depth > 0);
    }

    private static long write(
            Call call, Optional<MailboxName> mailbox, long maxSize, Map<EntryName, Optional<byte[]>> found)
            throws IOException, CommandFailedException {
        long longest = 0;
        WireText line = new WireText().raw("* METADATA ");
        line.raw(
                mailbox.isPresent()
                        ? call.account().wireName(mailbox.get())
                        : "\"\"".getBytes(StandardCharsets.US_ASCII));
        String before = " (";
        for (Map.Entry<EntryName, Optional<byte[]>> each : found.entrySet()) {
            byte[] value = each.getValue().orElse(new byte[0]);
            if (value.length > maxSize) {
                longest = Math.max(longest, value.length);
                continue;
            }
            line.raw(before).raw(each.getKey().text()).raw(" ");
            before = " ";
            if (each.getValue().isEmpty()) {
                line.raw("NIL");
            } else if (hasNul(value)) {
                // RFC 3516 §4.4
                line.raw("~{" + value.length + "}\r\n").raw(value);
            } else {
                line.string(value);
            }
        }
        if (before.equals(" ")) {
            call.out().raw(line.raw(")\r\n").octets());
        }
        return longest;
    }

    private static boolean hasNul(byte[] value) {
        for (byte octet : value) {
            if (octet == 0) {
                return true;
            }
        }
        return false;
    }

    // RFC 5464 §4.2: "" is the server itself
    private static Optional<MailboxName> mailbox(ImapInput input) throws ImapSyntaxException {
        return input.takeText("\"\"") ? Optional.empty() : Optional.of(input.mailbox());
    }

    private static EntryName entry(ImapInput input, boolean alone) throws ImapSyntaxException {
        return EntryName.parse(input.astringText(), alone)
                .orElseThrow(() -> new ImapSyntaxException(
                        "an annotation's name is /private/... or /shared/..., of US-ASCII without * and %"));
    }

    private static Optional<byte[]> value(ImapInput input) throws ImapSyntaxException {
        if (input.takeText("NIL")) {
            return Optional.empty();
        }
        // RFC 3516 §4.4: a literal8 has any octets
        input.take('~');
        return Optional.of(input.string());
    }

    private static String user(Call call) throws CommandFailedException {
        return AccessList.identifier(call.account().address());
    }

    /// Thrown through the store.
    private static final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// @param maxSize longer values are left out (RFC 5464 §4.2.1)
    /// @param depth how many levels below are wanted too (RFC 5464 §4.2.2)
    private record Options(long maxSize, int depth) {
        static final Options NONE = new Options(Long.MAX_VALUE, 0);

        static Options read(ImapInput input) throws ImapSyntaxException {
            long maxSize = Long.MAX_VALUE;
            int depth = 0;
            input.expect('(');
            do {
                switch (input.word()) {
                    case "MAXSIZE" -> {
                        input.expectSpace();
                        maxSize = input.number();
                    }
                    case "DEPTH" -> {
                        input.expectSpace();
                        depth = switch (input.word()) {
                            case "0" -> 0;
                            case "1" -> 1;
                            case "INFINITY" -> Integer.MAX_VALUE;
                            default -> throw new ImapSyntaxException("DEPTH is 0, 1 or infinity");
                        };
                    }
                    default -> throw new ImapSyntaxException("GETMETADATA knows MAXSIZE and DEPTH");
                }
            } while (input.take(' '));
            input.expect(')');
            return new Options(maxSize, depth);
        }
    }

    /// What somebody wants to know.
    private record Question(Options options, List<EntryName> names) {
        static Question read(ImapInput input, Options before) throws ImapSyntaxException {
            Options options = before;
            if (input.startsWith("(MAXSIZE ") || input.startsWith("(DEPTH ")) {
                options = Options.read(input);
                input.expectSpace();
            }
            List<EntryName> names = new ArrayList<>();
            boolean alone = options.depth() > 0;
            if (input.peek() == '(') {
                names.addAll(input.list(() -> entry(input, alone)));
            } else {
                names.add(entry(input, alone));
            }
            if (names.size() > ENTRIES_ASKED_MAX) {
                throw new ImapSyntaxException("more than " + ENTRIES_ASKED_MAX + " annotations at once");
            }
            return new Question(options, names);
        }
    }
}
