package org.postrider.imap.selected;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.ObjectIds;
import org.postrider.api.store.StoreException;
import org.postrider.imap.structure.ImapStructure;
import org.postrider.imap.structure.Structure;
import org.postrider.imap.syntax.FetchItem;
import org.postrider.imap.syntax.FetchItem.Section;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.mime.ContentType;
import org.postrider.mime.MimeEntity;

/// The parts of one message (RFC 3501 §6.4.5), read no further than is asked for. Confined to the session's thread.
public final class MessageParts implements AutoCloseable {
    private static final ImapStructure STRUCTURE = new ImapStructure();
    private static final int HEADER_OCTETS_MAX = 16 * 1024 * 1024;

    private final Mailbox mailbox;
    private final long uid;
    private final Map<List<Integer>, Optional<Content>> binaries = new HashMap<>();
    private @Nullable Structure structure;
    private @Nullable Opened content;

    public MessageParts(Mailbox mailbox, long uid) {
        this.mailbox = mailbox;
        this.uid = uid;
    }

    Structure structure() throws IOException {
        Structure known = structure;
        if (known == null) {
            known = ImapStructure.read(mailbox.derived(uid, STRUCTURE));
            structure = known;
        }
        return known;
    }

    /// Its octets; from now on they can be read, whatever becomes of the message.
    Content content() throws IOException {
        Opened known = content;
        if (known == null) {
            Content whole = mailbox.content(uid);
            known = new Opened(whole, whole.open());
            content = known;
        }
        return known;
    }

    /// Makes sure that what the section means can be told.
    ///
    /// @throws StoreException NOT_FOUND where the message is gone, DAMAGED where it cannot be read
    void prepare(Section section) throws IOException {
        boolean whole = section.part().isEmpty();
        if (!whole || section.text() != FetchItem.Text.WHOLE) {
            structure();
        }
        boolean fields =
                section.text() == FetchItem.Text.HEADER_FIELDS || section.text() == FetchItem.Text.HEADER_FIELDS_NOT;
        if (!whole || !fields || structure().headers().isEmpty()) {
            content();
        }
    }

    @Override
    public void close() throws IOException {
        if (content != null) {
            content.close();
        }
    }

    /// What the section means, its partial aside; empty where there is no such part.
    public Optional<Content> section(Section section) throws IOException {
        if (section.part().isEmpty()) {
            return Optional.of(
                    switch (section.text()) {
                        case WHOLE -> content();
                        case HEADER -> header(structure().root());
                        case TEXT -> text(structure().root());
                        case HEADER_FIELDS, HEADER_FIELDS_NOT -> fields(section, headers());
                        case MIME -> Content.of(new byte[0]);
                    });
        }
        Optional<ImapStructure.Part> found = structure().root().find(section.part());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ImapStructure.Part part = found.get();
        if (section.text() == FetchItem.Text.WHOLE) {
            return Optional.of(text(part));
        }
        if (section.text() == FetchItem.Text.MIME) {
            return Optional.of(header(part));
        }
        // RFC 3501 §6.4.5: HEADER and TEXT of a part are those of the message inside it.
        if (!part.message()) {
            return Optional.empty();
        }
        ImapStructure.Part inside = part.children().getFirst();
        return Optional.of(
                switch (section.text()) {
                    case HEADER -> header(inside);
                    case TEXT -> text(inside);
                    case HEADER_FIELDS, HEADER_FIELDS_NOT ->
                        fields(section, Headers.parse(header(inside).readAll(HEADER_OCTETS_MAX)));
                    case WHOLE, MIME -> throw new IllegalStateException("dealt with above");
                });
    }

    /// A part without its transfer encoding (RFC 3516 §4.3); empty where there is no such part. What is no leaf has no
    /// encoding of its own.
    ///
    /// @throws CommandFailedException UNKNOWN-CTE
    Optional<Content> binary(List<Integer> numbers) throws IOException, CommandFailedException {
        Optional<Content> known = binaries.get(numbers);
        if (known == null) {
            known = decode(numbers);
            binaries.put(numbers, known);
        }
        return known;
    }

    private Optional<Content> decode(List<Integer> numbers) throws IOException, CommandFailedException {
        if (numbers.isEmpty()) {
            return Optional.of(content());
        }
        Optional<ImapStructure.Part> found = structure().root().find(numbers);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ImapStructure.Part part = found.get();
        if (part.multipart() || part.message()) {
            return Optional.of(text(part));
        }
        Headers headers = Headers.parse(header(part).readAll(HEADER_OCTETS_MAX));
        MimeEntity entity = new MimeEntity(
                part.headerOffset(),
                headers,
                part.bodyOffset(),
                part.bodyLength(),
                0,
                ContentType.TEXT_PLAIN,
                List.of());
        return switch (entity.encoding()) {
            case "7bit", "8bit", "binary" -> Optional.of(text(part));
            case "base64", "quoted-printable" -> Optional.of(new Decoded(entity, content(), decodedSize(entity)));
            default -> throw CommandFailedException.no("[UNKNOWN-CTE] the part has an encoding that is not known");
        };
    }

    private long decodedSize(MimeEntity entity) throws IOException {
        try (InputStream in = entity.decoded(content())) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private record Decoded(MimeEntity entity, Content message, long size) implements Content {
        @Override
        public InputStream open() throws IOException {
            return entity.decoded(message);
        }
    }

    byte[] derived(DerivedField field) throws StoreException {
        return mailbox.derived(uid, field);
    }

    ObjectIds objectIds() throws StoreException {
        return ObjectIds.of(mailbox, uid);
    }

    private Content header(ImapStructure.Part part) throws IOException {
        return content().slice(part.headerOffset(), part.bodyOffset() - part.headerOffset());
    }

    private Content text(ImapStructure.Part part) throws IOException {
        return content().slice(part.bodyOffset(), part.bodyLength());
    }

    private Headers headers() throws IOException {
        Optional<Headers> kept = structure().headers();
        return kept.isPresent()
                ? kept.get()
                : Headers.parse(header(structure().root()).readAll(HEADER_OCTETS_MAX));
    }

    private static Content fields(Section section, Headers headers) {
        boolean not = section.text() == FetchItem.Text.HEADER_FIELDS_NOT;
        List<HeaderField> chosen = new ArrayList<>();
        for (HeaderField field : headers.fields()) {
            boolean named = section.fields().stream().anyMatch(field::is);
            if (named != not) {
                chosen.add(field);
            }
        }
        byte[] octets = Headers.of(chosen).octets();
        byte[] ended = Arrays.copyOf(octets, octets.length + 2);
        ended[octets.length] = '\r';
        ended[octets.length + 1] = '\n';
        return Content.of(ended);
    }

    /// A content that was opened once already, so that whether it can be read is known before the answer begins.
    private static final class Opened implements Content, AutoCloseable {
        private final Content content;
        private @Nullable InputStream first;

        Opened(Content content, InputStream first) {
            this.content = content;
            this.first = first;
        }

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public InputStream open() throws IOException {
            InputStream opened = first;
            first = null;
            return opened == null ? content.open() : opened;
        }

        @Override
        public void close() throws IOException {
            if (first != null) {
                first.close();
            }
        }
    }
}
