package org.postrider.imap.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.imap.selected.MessageParts;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.session.Call;
import org.postrider.imap.syntax.FetchItem.Section;
import org.postrider.imap.syntax.FetchParser;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// A URL of a message or a part of one (RFC 5092), as CATENATE names what is here already:
/// `/Drafts;UIDVALIDITY=385759045/;UID=20/;SECTION=1.2/;PARTIAL=0.1024`. Confined to the session's thread.
final class MessageUrl {
    private static final int LENGTH_MAX = 4096;

    private final String url;

    MessageUrl(String url) {
        this.url = url;
    }

    /// What it names.
    ///
    /// @throws CommandFailedException BADURL (RFC 4469 §4)
    Content content(Call call) throws IOException, CommandFailedException {
        if (url.length() > LENGTH_MAX) {
            throw bad();
        }
        String path = local(call);
        long uid = number(parameter(path, "/;UID=", ";UID="));
        String name = path.substring(0, end(path, "/;UID=", ";UID="));
        String validity = parameter(name, ";UIDVALIDITY=");
        String mailboxName = validity == null ? name : name.substring(0, end(name, ";UIDVALIDITY="));
        SelectedMailbox selected = call.account().selected();
        if (mailboxName.isEmpty()) {
            // RFC 5092 §7: of the selected mailbox
            if (selected == null) {
                throw bad();
            }
            return part(selected.mailbox(), validity, uid, path);
        }
        try (Mailbox mailbox = call.account().store().open(mailbox(call, mailboxName))) {
            // The message's file outlives the open mailbox.
            return part(mailbox, validity, uid, path);
        } catch (StoreException e) {
            throw bad();
        }
    }

    // Without imap://user@host:port, where that is who has logged in here; RFC 4469 §3 has no other servers.
    private String local(Call call) throws CommandFailedException {
        if (!url.toLowerCase(Locale.ROOT).startsWith("imap://")) {
            return url.startsWith("/") && !url.startsWith("/;") ? url.substring(1) : url;
        }
        int slash = url.indexOf('/', "imap://".length());
        if (slash < 0) {
            throw bad();
        }
        String authority = url.substring("imap://".length(), slash);
        int at = authority.lastIndexOf('@');
        String user = at < 0 ? "" : decoded(authority.substring(0, at)).split(";", 2)[0];
        String host = authority.substring(at + 1).replaceFirst(":\\d+$", "");
        boolean here = host.equalsIgnoreCase(call.services().server().hostname().toString());
        String address = call.account().address().toString();
        boolean own = user.isEmpty() || address.equalsIgnoreCase(user) || address.startsWith(user + "@");
        if (!here || !own) {
            throw bad();
        }
        return url.substring(slash + 1);
    }

    private MailboxName mailbox(Call call, String encoded) throws CommandFailedException {
        try {
            return MailboxName.parse(decoded(encoded), call.config().separator());
        } catch (IllegalArgumentException e) {
            throw bad();
        }
    }

    private Content part(Mailbox mailbox, @Nullable String validity, long uid, String path)
            throws IOException, CommandFailedException {
        if (validity != null && number(validity) != mailbox.view().uidValidity()) {
            throw bad();
        }
        String section = parameter(path, "/;SECTION=", ";SECTION=");
        Content content;
        try {
            MessageParts message = new MessageParts(mailbox, uid);
            Optional<Content> found = message.section(section(section == null ? "" : decoded(section)));
            content = found.orElseThrow(this::bad);
        } catch (StoreException e) {
            throw bad();
        }
        // RFC 5550 §3.3: URL-PARTIAL
        String partial = parameter(path, "/;PARTIAL=", ";PARTIAL=");
        if (partial == null) {
            return content;
        }
        String[] range = partial.split("\\.", -1);
        long offset = Math.min(number(range[0]), content.size());
        long length = range.length == 1 ? content.size() : number(range[1]);
        if (range.length > 2) {
            throw bad();
        }
        return content.slice(offset, Math.min(length, content.size() - offset));
    }

    private Section section(String text) throws CommandFailedException {
        try {
            ImapInput input = new ImapInput(("[" + text + "]").getBytes(StandardCharsets.UTF_8), '/');
            Section section = new FetchParser(input).section(true);
            input.expectEnd();
            return section;
        } catch (ImapSyntaxException e) {
            throw bad();
        }
    }

    // The value up to the next part of the URL; null where it has none.
    private static @Nullable String parameter(String text, String... names) {
        for (String name : names) {
            int start = indexOf(text, name);
            if (start >= 0) {
                int from = start + name.length();
                int slash = text.indexOf("/;", from);
                return text.substring(from, slash < 0 ? text.length() : slash);
            }
        }
        return null;
    }

    private static int end(String text, String... names) {
        for (String name : names) {
            int start = indexOf(text, name);
            if (start >= 0) {
                return start;
            }
        }
        return text.length();
    }

    private static int indexOf(String text, String name) {
        return text.toUpperCase(Locale.ROOT).indexOf(name);
    }

    private long number(@Nullable String text) throws CommandFailedException {
        if (text == null || !text.matches("\\d{1,18}")) {
            throw bad();
        }
        return Long.parseLong(text);
    }

    // RFC 5092 §3: %HH
    private String decoded(String text) throws CommandFailedException {
        try {
            return java.net.URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw bad();
        }
    }

    private CommandFailedException bad() {
        String shown = url.substring(0, Math.min(url.length(), LENGTH_MAX))
                .replaceAll("[^ -~]", "?")
                .replace("\\", "\\\\")
                .replace("\"", "\\\"");
        return CommandFailedException.no("[BADURL \"" + shown + "\"] it names nothing here");
    }
}
