package org.postrider.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException;
import org.postrider.imap.CommandReader.Command;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;

/// What somebody who has logged in can say without or before selecting a mailbox (RFC 3501 §6.3). Confined to the
/// session's
/// thread.
final class AccountCommands implements AutoCloseable {
    static final Set<String> NAMES = Set.of(
            "SELECT",
            "EXAMINE",
            "CREATE",
            "DELETE",
            "RENAME",
            "SUBSCRIBE",
            "UNSUBSCRIBE",
            "LIST",
            "LSUB",
            "STATUS",
            "APPEND",
            "NAMESPACE",
            "ENABLE",
            "IDLE");

    private final MailAddress address;
    private final ImapConfig config;
    private final AccountStore store;
    private final Responses out;
    private final MailboxLists lists;
    private final MessageCommands messages;
    private boolean condStore;

    AccountCommands(MailAddress address, ImapConfig config, ImapServices services, Responses out)
            throws StoreException {
        this.address = address;
        this.config = config;
        this.store = services.store().account(address);
        this.out = out;
        this.lists = new MailboxLists(store, config.separator());
        this.messages = new MessageCommands(this, services, out);
    }

    MessageCommands messages() {
        return messages;
    }

    MailAddress address() {
        return address;
    }

    AccountStore store() {
        return store;
    }

    /// CONDSTORE is on: FETCH answers carry MODSEQ (RFC 7162 §3.1).
    boolean condStore() {
        return condStore;
    }

    void enableCondStore() {
        condStore = true;
    }

    void sync(boolean expunges) throws StoreException, ConnectionEndedException {
        messages.sync(expunges);
    }

    Mailbox.Watch watch(Runnable listener) {
        return messages.watch(listener);
    }

    String execute(String name, ImapInput input, Command command)
            throws IOException, ImapSyntaxException, CommandFailedException {
        return switch (name) {
            case "SELECT" -> select(input, false);
            case "EXAMINE" -> select(input, true);
            case "CREATE" -> create(input);
            case "DELETE" -> {
                store.delete(only(input));
                yield synced("DELETE");
            }
            case "RENAME" -> rename(input);
            case "SUBSCRIBE" -> {
                store.subscribe(only(input), true);
                yield synced("SUBSCRIBE");
            }
            case "UNSUBSCRIBE" -> {
                store.subscribe(only(input), false);
                yield synced("UNSUBSCRIBE");
            }
            case "LIST" -> list(input);
            case "LSUB" -> lsub(input);
            case "STATUS" -> status(input);
            case "APPEND" -> append(input, command);
            case "NAMESPACE" -> namespace(input);
            case "ENABLE" -> enable(input);
            default -> throw CommandFailedException.bad("there is no command " + name);
        };
    }

    private String synced(String name) throws StoreException, ConnectionEndedException {
        sync(true);
        return "OK " + name + " done";
    }

    private static MailboxName only(ImapInput input) throws ImapSyntaxException {
        input.expectSpace();
        MailboxName name = input.mailbox();
        input.expectEnd();
        return name;
    }

    private String select(ImapInput input, boolean readOnly)
            throws IOException, ImapSyntaxException, CommandFailedException {
        input.expectSpace();
        MailboxName name = input.mailbox();
        boolean wantsModSeq = false;
        if (!input.atEnd()) {
            // RFC 7162 §3.1.8
            input.expectSpace();
            for (String parameter : input.list(input::word)) {
                if (!parameter.equals("CONDSTORE")) {
                    throw new ImapSyntaxException("SELECT does not know " + parameter);
                }
                wantsModSeq = true;
            }
        }
        input.expectEnd();
        // RFC 3501 §6.3.1: a SELECT that fails leaves none selected
        if (messages.selected() != null) {
            messages.unselect();
            // RFC 7162 §3.2.11
            out.untagged("OK [CLOSED] the mailbox before is closed");
        }
        if (wantsModSeq) {
            enableCondStore();
        }
        SelectedMailbox selected = new SelectedMailbox(store.open(name), readOnly);
        messages.select(selected);
        MailboxView view = selected.view();
        selected.tellFlags(out);
        out.untagged(view.count() + " EXISTS");
        out.untagged("0 RECENT");
        for (int i = 0; i < view.count(); i++) {
            if (!view.flags(i).has(org.postrider.api.store.SystemFlag.SEEN)) {
                out.untagged("OK [UNSEEN " + (i + 1) + "] is the first that is not seen");
                break;
            }
        }
        out.untagged("OK [UIDVALIDITY " + view.uidValidity() + "] UIDs are valid");
        out.untagged("OK [UIDNEXT " + view.uidNext() + "] is the next UID");
        out.untagged("OK [HIGHESTMODSEQ " + view.highestModSeq() + "] is the highest");
        return readOnly ? "OK [READ-ONLY] EXAMINE done" : "OK [READ-WRITE] SELECT done";
    }

    // RFC 6154 §3: CREATE name (USE (\Sent))
    private String create(ImapInput input)
            throws ImapSyntaxException, StoreException, CommandFailedException, ConnectionEndedException {
        input.expectSpace();
        MailboxName name = input.mailbox();
        Optional<SpecialUse> use = Optional.empty();
        if (!input.atEnd()) {
            input.expectSpace();
            use = Optional.of(input.specialUse());
            input.expectEnd();
        }
        try {
            store.create(name, use);
        } catch (StoreException e) {
            if (use.isPresent() && e.kind() == StoreException.Kind.CONFLICT) {
                throw CommandFailedException.no("[USEATTR] another mailbox has that use");
            }
            throw e;
        }
        return synced("CREATE");
    }

    private String rename(ImapInput input) throws ImapSyntaxException, StoreException, ConnectionEndedException {
        input.expectSpace();
        MailboxName from = input.mailbox();
        MailboxName to = only(input);
        store.rename(from, to);
        return synced("RENAME");
    }

    private String list(ImapInput input) throws IOException, ImapSyntaxException, CommandFailedException {
        input.expectSpace();
        List<String> options = List.of();
        boolean extended = input.peek() == '(';
        if (extended) {
            options = input.list(input::word);
            input.expectSpace();
        }
        String reference = org.postrider.imap.syntax.ModifiedUtf7.decode(input.astringText());
        input.expectSpace();
        List<String> patterns = new ArrayList<>();
        if (input.peek() == '(') {
            extended = true;
            patterns.addAll(input.list(input::listPattern));
        } else {
            patterns.add(input.listPattern());
        }
        List<String> returned = new ArrayList<>();
        List<String> statusItems = new ArrayList<>();
        if (!input.atEnd()) {
            extended = true;
            input.expectSpace();
            if (!input.word().equals("RETURN")) {
                throw new ImapSyntaxException("expected RETURN");
            }
            input.expectSpace();
            input.list(() -> returnOption(input, returned, statusItems));
        }
        input.expectEnd();
        checkOptions(options, returned);
        if (!extended && patterns.getFirst().isEmpty()) {
            // RFC 3501 §6.3.8: asks for the separator alone
            out.untagged("LIST (\\Noselect) \"" + config.separator() + "\" \"\"");
            return "OK LIST done";
        }
        MailboxLists.Selection selection = new MailboxLists.Selection(
                options.contains("SUBSCRIBED"),
                options.contains("RECURSIVEMATCH"),
                options.contains("SPECIAL-USE"),
                returned.contains("SUBSCRIBED"));
        for (MailboxLists.Line line : lists.list(reference, patterns, selection)) {
            out.raw(line.text());
            // RFC 5819
            if (!statusItems.isEmpty() && line.selectable().isPresent()) {
                statusLine(line.selectable().get(), statusItems);
            }
        }
        return "OK LIST done";
    }

    private static String returnOption(ImapInput input, List<String> returned, List<String> statusItems)
            throws ImapSyntaxException {
        String option = input.word();
        returned.add(option);
        if (option.equals("STATUS")) {
            input.expectSpace();
            statusItems.addAll(input.list(input::word));
        }
        return option;
    }

    private static void checkOptions(List<String> options, List<String> returned) throws ImapSyntaxException {
        if (!Set.of("SUBSCRIBED", "RECURSIVEMATCH", "REMOTE", "SPECIAL-USE").containsAll(options)) {
            throw new ImapSyntaxException("LIST selects by SUBSCRIBED, RECURSIVEMATCH, REMOTE and SPECIAL-USE");
        }
        // RFC 5258 §3: it says nothing by itself
        if (options.contains("RECURSIVEMATCH") && !options.contains("SUBSCRIBED")) {
            throw new ImapSyntaxException("RECURSIVEMATCH needs SUBSCRIBED");
        }
        if (!Set.of("SUBSCRIBED", "CHILDREN", "SPECIAL-USE", "STATUS").containsAll(returned)) {
            throw new ImapSyntaxException("LIST returns SUBSCRIBED, CHILDREN, SPECIAL-USE and STATUS");
        }
    }

    private String lsub(ImapInput input) throws ImapSyntaxException, StoreException, ConnectionEndedException {
        input.expectSpace();
        String reference = org.postrider.imap.syntax.ModifiedUtf7.decode(input.astringText());
        input.expectSpace();
        String pattern = input.listPattern();
        input.expectEnd();
        for (byte[] line : lists.subscribed(reference, pattern)) {
            out.raw(line);
        }
        return "OK LSUB done";
    }

    private String status(ImapInput input) throws IOException, ImapSyntaxException, CommandFailedException {
        input.expectSpace();
        MailboxName name = input.mailbox();
        input.expectSpace();
        List<String> items = input.list(input::word);
        input.expectEnd();
        statusLine(name, items);
        sync(true);
        return "OK STATUS done";
    }

    private void statusLine(MailboxName name, List<String> items) throws IOException, CommandFailedException {
        try (Mailbox mailbox = store.open(name)) {
            MailboxView view = mailbox.view();
            List<String> values = new ArrayList<>();
            for (String item : items) {
                values.add(item
                        + " "
                        + switch (item.toUpperCase(Locale.ROOT)) {
                            case "MESSAGES" -> view.count();
                            case "RECENT" -> 0;
                            case "UIDNEXT" -> view.uidNext();
                            case "UIDVALIDITY" -> view.uidValidity();
                            case "UNSEEN" -> view.unseen();
                            case "HIGHESTMODSEQ" -> {
                                enableCondStore();
                                yield view.highestModSeq();
                            }
                            default -> throw CommandFailedException.bad("STATUS does not know " + item);
                        });
            }
            out.raw("* STATUS ");
            out.raw(lists.name(name));
            out.line(" (" + String.join(" ", values) + ")");
        }
    }

    // RFC 3501 §6.3.11; with APPENDUID (RFC 4315)
    private String append(ImapInput input, Command command)
            throws IOException, ImapSyntaxException, CommandFailedException {
        input.expectSpace();
        MailboxName name = input.mailbox();
        input.expectSpace();
        Flags flags = Flags.NONE;
        if (input.peek() == '(') {
            flags = input.flags();
            input.expectSpace();
        }
        Optional<Instant> date = Optional.empty();
        if (input.peek() == '"') {
            date = Optional.of(input.dateTime());
            input.expectSpace();
        }
        Path large = command.large().orElse(null);
        // Where it is in a file, its literal was left empty.
        byte[] literal = input.literalOctets();
        input.expectEnd();
        Content content = large == null ? withCrlf(literal) : file(large);
        try (Mailbox mailbox = store.open(name)) {
            Mailbox.Appended appended =
                    mailbox.append(new Mailbox.NewMessage(content, flags, date, Optional.empty(), true));
            sync(true);
            return "OK [APPENDUID " + appended.uidValidity() + " " + appended.uid() + "] APPEND done";
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND) {
                // RFC 3501 §6.3.11: the client may make it and try again
                throw CommandFailedException.no("[TRYCREATE] there is no such mailbox");
            }
            throw e;
        }
    }

    private static Content withCrlf(byte[] octets) throws IOException {
        ByteArrayOutputStream fixed = new ByteArrayOutputStream(octets.length + 64);
        try (CrlfStream out = new CrlfStream(fixed)) {
            out.write(octets, 0, octets.length);
        }
        return Content.of(fixed.toByteArray());
    }

    private static Content file(Path path) throws IOException {
        long size = Files.size(path);
        return new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(path);
            }
        };
    }

    // RFC 2342
    private String namespace(ImapInput input) throws ImapSyntaxException, ConnectionEndedException {
        input.expectEnd();
        out.untagged("NAMESPACE ((\"\" \"" + config.separator() + "\")) NIL NIL");
        return "OK NAMESPACE done";
    }

    // RFC 5161: what is not known is passed over
    private String enable(ImapInput input) throws ImapSyntaxException, ConnectionEndedException {
        List<String> enabled = new ArrayList<>();
        while (!input.atEnd()) {
            input.expectSpace();
            if (new String(input.astring(), StandardCharsets.US_ASCII).equalsIgnoreCase("CONDSTORE") && !condStore) {
                enableCondStore();
                enabled.add("CONDSTORE");
            }
        }
        out.untagged("ENABLED" + (enabled.isEmpty() ? "" : " " + String.join(" ", enabled)));
        return "OK ENABLE done";
    }

    @Override
    public void close() {
        messages.unselect();
    }

    @Nullable
    SelectedMailbox selected() {
        return messages.selected();
    }
}
