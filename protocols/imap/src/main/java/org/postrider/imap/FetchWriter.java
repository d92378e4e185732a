package org.postrider.imap;

import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.imap.structure.ImapStructure;
import org.postrider.imap.structure.Structure;
import org.postrider.imap.syntax.FetchItem;
import org.postrider.imap.syntax.FetchItem.Section;

/// Writes the answer to FETCH for one message after another (RFC 3501 §7.4.2). Bodies are streamed. Confined to the
/// session's thread.
final class FetchWriter {
    private static final DateTimeFormatter INTERNAL_DATE = DateTimeFormatter.ofPattern(
                    "dd-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final ImapStructure STRUCTURE = new ImapStructure();
    private static final int HEADER_OCTETS_MAX = 16 * 1024 * 1024;

    private final SelectedMailbox selected;
    private final List<FetchItem> items;
    private final Responses out;

    FetchWriter(SelectedMailbox selected, List<FetchItem> items, Responses out) {
        this.selected = selected;
        this.items = List.copyOf(items);
        this.out = out;
    }

    /// True where something of it sets `\Seen`.
    static boolean setsSeen(List<FetchItem> items) {
        return items.stream().anyMatch(item -> item instanceof Section section && !section.peek());
    }

    /// @param number the sequence number
    /// @param position in the view
    /// @param newFlags tell the flags although they were not asked for
    /// @param condStore with them, the MODSEQ
    void write(int number, int position, boolean newFlags, boolean condStore)
            throws ConnectionEndedException, IOException {
        MailboxView view = selected.view();
        long uid = view.uid(position);
        Lazy message = new Lazy(uid);
        // What can fail comes before the first octet of the answer.
        message.prepare();
        out.raw("* " + number + " FETCH (");
        String space = "";
        for (FetchItem item : items) {
            out.raw(space);
            space = " ";
            switch (item) {
                case FetchItem.Simple simple -> simple(simple, view, position, message);
                case Section section -> section(section, message);
            }
        }
        if (newFlags && !items.contains(FetchItem.Simple.FLAGS)) {
            // In the same answer: programs expect a message they asked for in the first one that comes.
            out.raw(space);
            simple(FetchItem.Simple.FLAGS, view, position, message);
        }
        if (newFlags && condStore && !items.contains(FetchItem.Simple.MODSEQ)) {
            out.raw(" ");
            simple(FetchItem.Simple.MODSEQ, view, position, message);
        }
        out.raw(")\r\n");
    }

    private void simple(FetchItem.Simple item, MailboxView view, int position, Lazy message)
            throws ConnectionEndedException, IOException {
        switch (item) {
            case FLAGS -> out.raw("FLAGS (" + view.flags(position) + ")");
            case UID -> out.raw("UID " + view.uid(position));
            case INTERNALDATE -> out.raw("INTERNALDATE \"" + INTERNAL_DATE.format(view.internalDate(position)) + "\"");
            case RFC822_SIZE -> out.raw("RFC822.SIZE " + view.size(position));
            case MODSEQ -> out.raw("MODSEQ (" + view.modSeq(position) + ")");
            case ENVELOPE -> {
                out.raw("ENVELOPE ");
                out.raw(message.structure().envelope());
            }
            case BODY -> {
                out.raw("BODY ");
                out.raw(message.structure().body());
            }
            case BODYSTRUCTURE -> {
                out.raw("BODYSTRUCTURE ");
                out.raw(message.structure().bodyStructure());
            }
        }
    }

    private void section(Section section, Lazy message) throws ConnectionEndedException, IOException {
        out.raw(section.name());
        out.raw(" ");
        Optional<Content> found = content(section, message);
        if (found.isEmpty()) {
            out.raw("NIL");
            return;
        }
        Content content = found.get();
        long offset = 0;
        long length = content.size();
        if (section.partial().isPresent()) {
            offset = Math.min(section.partial().get().offset(), length);
            length = Math.min(section.partial().get().length(), length - offset);
        }
        out.raw("{" + length + "}\r\n");
        stream(offset == 0 && length == content.size() ? content : content.slice(offset, length), length);
    }

    // A NUL goes out as it is, although a literal should have none (RFC 3501 §4.3): the message is to arrive as it was.
    // The client was promised so many octets: where they cannot be had, the connection cannot go on.
    private void stream(Content content, long length) throws ConnectionEndedException {
        byte[] buffer = new byte[(int) Math.min(Math.max(length, 1), Connection.BUFFER_OCTETS)];
        long left = length;
        try (InputStream in = content.open()) {
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    throw new IOException("the message is shorter than it was");
                }
                out.raw(count == buffer.length ? buffer : java.util.Arrays.copyOf(buffer, count));
                left -= count;
            }
        } catch (ConnectionEndedException e) {
            throw e;
        } catch (IOException e) {
            throw new ConnectionEndedException(
                    ConnectionEndedException.Reason.VIOLATION, "a message cannot be read: " + e.getMessage());
        }
    }

    private Optional<Content> content(Section section, Lazy message) throws IOException {
        if (section.part().isEmpty()) {
            return Optional.of(
                    switch (section.text()) {
                        case WHOLE -> message.content();
                        case HEADER -> header(message.structure().root(), message);
                        case TEXT -> text(message.structure().root(), message);
                        case HEADER_FIELDS, HEADER_FIELDS_NOT -> fields(section, message.headers());
                        case MIME -> Content.of(new byte[0]);
                    });
        }
        Optional<ImapStructure.Part> found = message.structure().root().find(section.part());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ImapStructure.Part part = found.get();
        if (section.text() == FetchItem.Text.WHOLE) {
            return Optional.of(text(part, message));
        }
        if (section.text() == FetchItem.Text.MIME) {
            return Optional.of(header(part, message));
        }
        // RFC 3501 §6.4.5: HEADER and TEXT of a part are those of the message inside it.
        if (!part.message()) {
            return Optional.empty();
        }
        ImapStructure.Part inside = part.children().getFirst();
        return Optional.of(
                switch (section.text()) {
                    case HEADER -> header(inside, message);
                    case TEXT -> text(inside, message);
                    case HEADER_FIELDS, HEADER_FIELDS_NOT ->
                        fields(section, Headers.parse(header(inside, message).readAll(HEADER_OCTETS_MAX)));
                    case WHOLE, MIME -> throw new IllegalStateException("dealt with above");
                });
    }

    private static Content header(ImapStructure.Part part, Lazy message) throws StoreException {
        return message.content().slice(part.headerOffset(), part.bodyOffset() - part.headerOffset());
    }

    private static Content text(ImapStructure.Part part, Lazy message) throws StoreException {
        return message.content().slice(part.bodyOffset(), part.bodyLength());
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
        byte[] ended = java.util.Arrays.copyOf(octets, octets.length + 2);
        ended[octets.length] = '\r';
        ended[octets.length + 1] = '\n';
        return Content.of(ended);
    }

    /// A message, read no further than is asked for.
    private final class Lazy {
        private final long uid;
        private @org.jspecify.annotations.Nullable Structure structure;
        private @org.jspecify.annotations.Nullable Content content;

        Lazy(long uid) {
            this.uid = uid;
        }

        void prepare() throws IOException {
            for (FetchItem item : items) {
                switch (item) {
                    case FetchItem.Simple simple -> {
                        switch (simple) {
                            case ENVELOPE, BODY, BODYSTRUCTURE -> structure();
                            case FLAGS, UID, INTERNALDATE, RFC822_SIZE, MODSEQ -> {}
                        }
                    }
                    case Section section -> {
                        content();
                        if (section.text() != FetchItem.Text.WHOLE
                                || !section.part().isEmpty()) {
                            structure();
                        }
                    }
                }
            }
        }

        Structure structure() throws IOException {
            Structure known = structure;
            if (known == null) {
                known = ImapStructure.read(selected.mailbox().derived(uid, STRUCTURE));
                structure = known;
            }
            return known;
        }

        Content content() throws StoreException {
            Content known = content;
            if (known == null) {
                known = selected.mailbox().content(uid);
                content = known;
            }
            return known;
        }

        Headers headers() throws IOException {
            Optional<Headers> kept = structure().headers();
            return kept.isPresent()
                    ? kept.get()
                    : Headers.parse(header(structure().root(), this).readAll(HEADER_OCTETS_MAX));
        }
    }
}
