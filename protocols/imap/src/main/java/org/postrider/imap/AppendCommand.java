package org.postrider.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;

/// APPEND (RFC 3501 §6.3.11), with APPENDUID (RFC 4315).
final class AppendCommand {
    private AppendCommand() {}

    static String append(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
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
        Path large = call.large().orElse(null);
        // Where it is in a file, its literal was left empty.
        byte[] literal = input.literalOctets();
        input.expectEnd();
        Content content = large == null ? withCrlf(literal) : file(large);
        try (Mailbox mailbox = call.account().openTarget(name)) {
            Mailbox.Appended appended =
                    mailbox.append(new Mailbox.NewMessage(content, flags, date, Optional.empty(), true));
            call.account().sync(true);
            return "OK [APPENDUID " + appended.uidValidity() + " " + appended.uid() + "] APPEND done";
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
}
