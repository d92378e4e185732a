package org.postrider.lucene;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import org.jsoup.Jsoup;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.mime.HeaderText;
import org.postrider.mime.MimeEntity;

/// Takes the text out of a message: index and scanner read the same.
///
/// The body's text is that of all text parts, that of HTML as people see it (no tags, no scripts), the names of
/// attached files, and the header and body of messages inside the message.
final class MessageText {
    private static final int CHUNK = 64 * 1024;
    // What stands behind it in a HTML part is not found: the whole part must be in memory.
    private static final int HTML_MAX = 8 * 1024 * 1024;

    private final Content message;
    private final TextSink sink;

    private MessageText(Content message, TextSink sink) {
        this.message = message;
        this.sink = sink;
    }

    /// @throws IOException where the message cannot be read
    static void read(Content message, TextSink sink) throws IOException {
        new MessageText(message, sink).read(MimeEntity.parse(message));
    }

    /// The value as it is sought, but for case.
    static String decode(HeaderField field) {
        return HeaderText.decode(field.value());
    }

    private void read(MimeEntity root) throws IOException {
        for (HeaderField field : root.headers().fields()) {
            sink.header(field.name(), decode(field));
        }
        inside(root);
    }

    private void inside(MimeEntity entity) throws IOException {
        if (sink.isDone()) {
            return;
        }
        if (entity.isMultipart()) {
            for (MimeEntity part : entity.children()) {
                partHeader(part);
                inside(part);
            }
        } else if (entity.isMessage()) {
            MimeEntity nested = entity.children().getFirst();
            for (HeaderField field : nested.headers().fields()) {
                sink.body(Folding.fold(field.name() + ": " + decode(field)), true);
            }
            inside(nested);
        } else if (isHtml(entity)) {
            html(entity);
        } else if (isText(entity)) {
            plain(entity);
        }
    }

    private void partHeader(MimeEntity part) {
        for (HeaderField field : part.headers().fields()) {
            sink.partHeader(field.name(), decode(field));
        }
        part.fileName().ifPresent(name -> sink.body(Folding.fold(name), true));
    }

    private static boolean isHtml(MimeEntity entity) {
        return entity.type().is("text", "html") || entity.type().is("application", "xhtml+xml");
    }

    // Reports are text; so is a multipart whose boundary is lost.
    private static boolean isText(MimeEntity entity) {
        return switch (entity.type().type()) {
            case "text", "message", "multipart" -> true;
            default -> false;
        };
    }

    private void html(MimeEntity entity) throws IOException {
        StringWriter source = new StringWriter();
        char[] buffer = new char[CHUNK];
        try (Reader reader = entity.reader(message)) {
            int count = reader.read(buffer);
            while (count >= 0 && source.getBuffer().length() < HTML_MAX) {
                source.write(buffer, 0, count);
                count = reader.read(buffer);
            }
        }
        sink.body(Folding.fold(Jsoup.parse(source.toString()).text()), true);
    }

    private void plain(MimeEntity entity) throws IOException {
        StringBuilder chunk = new StringBuilder(CHUNK);
        char[] buffer = new char[CHUNK];
        boolean first = true;
        try (Reader reader = entity.reader(message)) {
            for (int count = reader.read(buffer); count >= 0 && !sink.isDone(); count = reader.read(buffer)) {
                chunk.append(buffer, 0, count);
                int cut = chunk.length() < CHUNK ? 0 : placeToCut(chunk);
                if (cut > 0) {
                    sink.body(Folding.fold(chunk.substring(0, cut)), first);
                    first = false;
                    chunk.delete(0, cut);
                }
            }
        }
        sink.body(Folding.fold(chunk), first);
    }

    // Before a space that has none before it, so that the pieces fold as the whole would.
    private static int placeToCut(CharSequence text) {
        for (int i = text.length() - 1; i > 0; i--) {
            if (Folding.isSpace(text.charAt(i)) && !Folding.isSpace(text.charAt(i - 1))) {
                return i;
            }
        }
        // A word without end: not between two characters of which the later one changes the earlier.
        for (int i = text.length() - 1; i > text.length() / 2; i--) {
            if (text.charAt(i) < 0x80 && text.charAt(i - 1) < 0x80 && !Folding.isSpace(text.charAt(i))) {
                return i;
            }
        }
        int half = text.length() / 2;
        return text.length() < 16 * CHUNK ? 0 : Character.isLowSurrogate(text.charAt(half)) ? half + 1 : half;
    }
}
