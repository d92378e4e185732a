package org.postrider.imap.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.imap.selected.Feature;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.MessageLimit;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.imap.wire.CrlfStream;

/// Reads the messages that a command brings, in all their forms: as literals (RFC 3501 §6.3.11, RFC 3516 §4.4), with
/// UTF-8 in the header (RFC 6855 §4), put together of parts (RFC 4469). Confined to the session's thread.
final class MessageReader {
    private static final int MESSAGES_MAX = 10_000;
    private static final int PARTS_MAX = 1000;
    private static final int IN_MEMORY_MAX = 64 * 1024;

    // As CommandReader allows for literals.
    private static final int MESSAGES_FACTOR = 16;

    private final Call call;
    private final ImapInput input;
    private long all;
    private long inMemory;

    MessageReader(Call call) {
        this.call = call;
        this.input = call.input();
    }

    /// All up to the end of the command, at least one.
    List<Mailbox.NewMessage> messages() throws IOException, ImapSyntaxException, CommandFailedException {
        List<Mailbox.NewMessage> messages = new ArrayList<>();
        do {
            input.expectSpace();
            Mailbox.NewMessage message = message();
            messages.add(message);
            all += message.content().size();
            // What CATENATE takes from other messages is no part of the command's length.
            if (all > MESSAGES_FACTOR * call.config().maxMessageSize().octets()) {
                throw CommandFailedException.no("[TOOBIG] the messages of one command are too large together");
            }
            // RFC 9738 §3.1, RFC 3502 §6.3.11: all or none
            MessageLimit.check(messages.size(), call.config().savedPerCommand());
            if (messages.size() > MESSAGES_MAX) {
                throw CommandFailedException.no("[LIMIT] more than " + MESSAGES_MAX + " messages at once");
            }
        } while (!input.atEnd());
        return messages;
    }

    private Mailbox.NewMessage message() throws IOException, ImapSyntaxException, CommandFailedException {
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
        Content content = data();
        if (content.size() == 0) {
            // RFC 3502 §6.3.11: so a client calls all of them off
            throw CommandFailedException.no("[CANNOT] a message without any octets");
        }
        if (content.size() > call.config().maxMessageSize().octets()) {
            throw CommandFailedException.no("[TOOBIG] the message is too large");
        }
        return new Mailbox.NewMessage(content, flags, date, Optional.empty(), true);
    }

    private Content data() throws IOException, ImapSyntaxException, CommandFailedException {
        if (input.takeText("CATENATE")) {
            input.expectSpace();
            return catenate();
        }
        if (input.takeText("UTF8")) {
            if (!call.account().has(Feature.UTF8_ACCEPT)) {
                throw new ImapSyntaxException("UTF8 needs ENABLE UTF8=ACCEPT");
            }
            input.expectSpace();
            input.expect('(');
            if (input.peek() != '~') {
                throw new ImapSyntaxException("UTF8 has a literal8, which begins with ~{");
            }
            Content content = withCrlf(input.literalContent());
            input.expect(')');
            return content;
        }
        boolean any = input.peek() == '~';
        Content literal = input.literalContent();
        // RFC 3516 §4.4: mail in this store has lines, so that binary parts are encoded
        return withCrlf(any ? BinaryParts.encoded(literal) : literal);
    }

    // RFC 4469 §3
    private Content catenate() throws IOException, ImapSyntaxException, CommandFailedException {
        List<Content> parts = new ArrayList<>();
        input.expect('(');
        do {
            switch (input.word()) {
                case "TEXT" -> {
                    input.expectSpace();
                    parts.add(input.literalContent());
                }
                case "URL" -> {
                    input.expectSpace();
                    parts.add(new MessageUrl(input.astringText()).content(call));
                }
                default -> throw new ImapSyntaxException("CATENATE knows TEXT and URL");
            }
            if (parts.size() > PARTS_MAX) {
                throw CommandFailedException.no("[LIMIT] more than " + PARTS_MAX + " parts");
            }
        } while (input.take(' '));
        input.expect(')');
        Content whole = Content.concat(parts);
        if (whole.size() > call.config().maxMessageSize().octets()) {
            // RFC 4469 §5
            throw CommandFailedException.no("[TOOBIG] the message is too large");
        }
        return withCrlf(BinaryParts.encoded(whole));
    }

    private Content withCrlf(Content content) throws IOException {
        if (call.scratch().hasLines(content)) {
            return content;
        }
        inMemory += content.size();
        if (inMemory > IN_MEMORY_MAX) {
            inMemory -= content.size();
            return call.scratch().add(content::writeTo);
        }
        ByteArrayOutputStream fixed = new ByteArrayOutputStream((int) content.size() + 64);
        try (CrlfStream out = new CrlfStream(fixed)) {
            content.writeTo(out);
        }
        return Content.of(fixed.toByteArray());
    }
}
