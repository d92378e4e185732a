package org.postrider.mailets.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Message;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mime.MimeEntity;

/// Removes attachments whose name or type is one of some, or keeps them in a folder; in the place of one that is
/// removed stands
/// a line that says so. Signed and encrypted messages stay as they are.
///
/// ```xml
/// <mailet match="HasAttachment"
/// class="StripAttachment"><pattern>.*\.(exe|scr|js)</pattern><remove>matched</remove></mailet>
/// ```
final class StripAttachment implements Mailet {
    private static final int NAME_LENGTH_MAX = 100;

    private final Config config;

    public StripAttachment(Config config) {
        this.config = config;
    }

    /// @param pattern for the name
    record Config(
            @Option(doc = "For the whole file name, case does not count.")
            Optional<Pattern> pattern,

            @Option(doc = "For the whole file name: those that it does not match.")
            Optional<Pattern> notpattern,

            @Option(doc = "A content type such as application/x-msdownload.")
            Optional<String> mimeType,

            @Option(doc = "A folder in which matching attachments are kept, under the mail's id and their name.")
            Optional<Path> directory,

            @Option(doc = "What is removed: no, matched, or all.", defaultValue = "no")
            Remove remove,

            @Option(doc = "An attribute that lists the names of matching attachments, between commas.")
            Optional<String> attribute) {
        Config {
            if (pattern.isEmpty() && notpattern.isEmpty() && mimeType.isEmpty()) {
                throw new IllegalArgumentException("say which: <pattern>, <notpattern> or <mimeType>");
            }
            if (remove == Remove.NO && directory.isEmpty() && attribute.isEmpty()) {
                throw new IllegalArgumentException("say what for: <remove>, <directory> or <attribute>");
            }
            pattern = pattern.map(Config::ignoringCase);
            notpattern = notpattern.map(Config::ignoringCase);
        }

        private static Pattern ignoringCase(Pattern given) {
            return Pattern.compile(given.pattern(), given.flags() | Pattern.CASE_INSENSITIVE);
        }
    }

    enum Remove {
        NO,
        MATCHED,
        ALL
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        return strip(mail, true);
    }

    @Override
    public Outcome rehearse(Mail mail) throws IOException {
        return strip(mail, false);
    }

    private Outcome strip(Mail mail, boolean keeps) throws IOException {
        Content message = mail.message().content();
        MimeEntity whole = MimeEntity.of(mail.message());
        List<MimeEntity> attachments = new ArrayList<>();
        collect(whole, attachments);
        Edits edits = new Edits(message);
        List<String> names = new ArrayList<>();
        boolean mayChange = TextParts.mayChange(whole);
        for (MimeEntity attachment : attachments) {
            boolean matches = matches(attachment);
            if (matches) {
                names.add(name(attachment).replace(",", ""));
                if (keeps) {
                    keep(mail, attachment, names.size());
                }
            }
            if (mayChange && (config.remove() == Remove.ALL || (matches && config.remove() == Remove.MATCHED))) {
                edits.replace(attachment, note(attachment));
            }
        }
        Mail changed = edits.isEmpty() ? mail : mail.withMessage(Message.of(edits.result()));
        return new Outcome.Continue(
                config.attribute().isEmpty() || names.isEmpty()
                        ? changed
                        : changed.withAttribute(config.attribute().get(), String.join(",", names)));
    }

    private static void collect(MimeEntity entity, List<MimeEntity> attachments) {
        if (entity.isMultipart()) {
            entity.children().forEach(child -> collect(child, attachments));
        } else if (entity.fileName().isPresent()
                || entity.disposition()
                        .filter(value -> value.type().equals("attachment"))
                        .isPresent()) {
            attachments.add(entity);
        }
    }

    private boolean matches(MimeEntity attachment) {
        String name = name(attachment);
        return config.pattern()
                        .filter(pattern -> pattern.matcher(name).matches())
                        .isPresent()
                || config.notpattern()
                        .filter(pattern -> !pattern.matcher(name).matches())
                        .isPresent()
                || config.mimeType()
                        .filter(attachment.type().toString()::equalsIgnoreCase)
                        .isPresent();
    }

    private static String name(MimeEntity attachment) {
        String name =
                attachment.fileName().orElse("").replaceAll("\\p{Cntrl}", " ").strip();
        return name.length() > NAME_LENGTH_MAX ? name.substring(0, NAME_LENGTH_MAX) : name;
    }

    // Of a multipart it is a part, of a message that is one attachment alone it is the message.
    private static Content note(MimeEntity attachment) {
        MimeEntity bare = new MimeEntity(
                attachment.headerOffset(),
                attachment
                        .headers()
                        .without("Content-Disposition")
                        .without("Content-ID")
                        .without("Content-Description"),
                attachment.bodyOffset(),
                attachment.bodyLength(),
                attachment.bodyLines(),
                attachment.type(),
                List.of());
        return TextParts.with(bare, "text/plain", "The attachment '" + name(attachment) + "' was removed.\n");
    }

    // Under the same name however often it is done.
    private void keep(Mail mail, MimeEntity attachment, int number) throws IOException {
        if (config.directory().isEmpty()) {
            return;
        }
        Path folder = config.directory().get();
        Files.createDirectories(folder);
        String safe = name(attachment).replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.+", "_");
        Path file = folder.resolve(mail.id() + "-" + number + "-" + safe);
        Path fresh = folder.resolve(mail.id() + "-" + number + ".tmp");
        try (InputStream in = attachment.decoded(mail.message().content())) {
            Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
