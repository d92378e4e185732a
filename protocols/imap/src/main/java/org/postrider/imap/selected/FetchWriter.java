package org.postrider.imap.selected;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.ObjectIds;
import org.postrider.imap.structure.Preview;
import org.postrider.imap.structure.WireText;
import org.postrider.imap.syntax.FetchItem;
import org.postrider.imap.syntax.FetchItem.Binary;
import org.postrider.imap.syntax.FetchItem.Section;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.imap.wire.Responses;

/// Writes the answer to FETCH for one message after another (RFC 3501 §7.4.2). Bodies are streamed. Confined to the
/// session's thread.
public final class FetchWriter {
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern(
                    "dd-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final SelectedMailbox selected;
    private final List<FetchItem> items;
    private final News news;
    private final Responses out;

    public FetchWriter(SelectedMailbox selected, List<FetchItem> items, News news) {
        this.selected = selected;
        this.items = List.copyOf(items);
        this.news = news;
        this.out = news.out();
    }

    /// True where something of it sets `\Seen`.
    public static boolean setsSeen(List<FetchItem> items) {
        return items.stream().anyMatch(item -> switch (item) {
            case Section section -> !section.peek();
            // RFC 3516 §4.2; its size is only looked at (RFC 9051 §6.4.5)
            case Binary binary -> !binary.peek() && !binary.size();
            case FetchItem.Simple _ -> false;
        });
    }

    /// @param number the sequence number
    /// @param position in the view
    /// @param newFlags tell the flags although they were not asked for
    /// @param condStore with them, the MODSEQ
    /// @throws CommandFailedException where a part has an encoding that is not known (RFC 3516 §4.3)
    public void write(int number, int position, boolean newFlags, boolean condStore)
            throws IOException, CommandFailedException {
        MailboxView view = selected.view();
        try (MessageParts message = new MessageParts(selected.mailbox(), view.uid(position))) {
            write(number, position, newFlags, condStore, message);
        }
    }

    private void write(int number, int position, boolean newFlags, boolean condStore, MessageParts message)
            throws IOException, CommandFailedException {
        MailboxView view = selected.view();
        // What can fail comes before the first octet of the answer.
        for (FetchItem item : items) {
            prepare(item, message);
        }
        out.raw("* " + news.start(number, view.uid(position)));
        String space = "";
        for (FetchItem item : items) {
            out.raw(space);
            space = " ";
            switch (item) {
                case FetchItem.Simple simple -> simple(simple, view, position, message);
                case Section section -> section(section, message);
                case Binary binary -> binary(binary, message);
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

    private void prepare(FetchItem item, MessageParts message) throws IOException, CommandFailedException {
        switch (item) {
            case FetchItem.Simple simple -> {
                switch (simple) {
                    case ENVELOPE, BODY, BODYSTRUCTURE -> message.structure();
                    case EMAILID, THREADID -> message.derived(ObjectIds.FIELD);
                    case PREVIEW -> message.derived(Preview.FIELD);
                    case FLAGS, UID, INTERNALDATE, RFC822_SIZE, MODSEQ, SAVEDATE -> {}
                }
            }
            case Section section -> message.prepare(section);
            case Binary binary -> {
                message.content();
                message.binary(binary.part());
            }
        }
    }

    private void simple(FetchItem.Simple item, MailboxView view, int position, MessageParts message)
            throws IOException {
        switch (item) {
            case FLAGS -> out.raw("FLAGS (" + view.flags(position) + ")");
            case UID -> out.raw("UID " + view.uid(position));
            case INTERNALDATE -> out.raw("INTERNALDATE " + dateTime(view.internalDate(position)));
            // RFC 8514 §4.3
            case SAVEDATE -> out.raw("SAVEDATE " + dateTime(view.saveDate(position)));
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
            // RFC 8474 §5
            case EMAILID -> out.raw("EMAILID (" + message.objectIds().emailId() + ")");
            case THREADID -> out.raw("THREADID (" + message.objectIds().threadId() + ")");
            // RFC 8970 §3: it is kept beside the message, so that lazily is at once
            case PREVIEW -> {
                out.raw("PREVIEW ");
                out.raw(new WireText().string(message.derived(Preview.FIELD)).octets());
            }
        }
    }

    private static String dateTime(Instant instant) {
        return '"' + DATE_TIME.format(instant) + '"';
    }

    private void section(Section section, MessageParts message) throws IOException {
        out.raw(section.name());
        out.raw(" ");
        Optional<Content> found = message.section(section);
        if (found.isEmpty()) {
            out.raw("NIL");
            return;
        }
        partial(found.get(), section.partial(), "");
    }

    // RFC 3516 §4.3
    private void binary(Binary binary, MessageParts message) throws IOException, CommandFailedException {
        out.raw(binary.name());
        out.raw(" ");
        Optional<Content> found = message.binary(binary.part());
        if (binary.size()) {
            out.raw(Long.toString(found.isPresent() ? found.get().size() : 0));
        } else if (found.isEmpty()) {
            out.raw("NIL");
        } else {
            partial(found.get(), binary.partial(), hasNul(found.get()) ? "~" : "");
        }
    }

    // RFC 3516 §4.5: literal8 where an ordinary literal could not hold it
    private static boolean hasNul(Content content) throws IOException {
        byte[] buffer = new byte[Connection.BUFFER_OCTETS];
        try (InputStream in = content.open()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void partial(Content content, Optional<FetchItem.Partial> partial, String kind) throws IOException {
        long offset = 0;
        long length = content.size();
        if (partial.isPresent()) {
            offset = Math.min(partial.get().offset(), length);
            length = Math.min(partial.get().length(), length - offset);
        }
        out.raw(kind + "{" + length + "}\r\n");
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
                out.raw(buffer, count);
                left -= count;
            }
        } catch (ConnectionEndedException e) {
            throw e;
        } catch (IOException e) {
            throw new ConnectionEndedException(
                    ConnectionEndedException.Reason.VIOLATION, "a message cannot be read: " + e.getMessage());
        }
    }
}
