package org.postrider.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.postrider.api.mail.Content;

/// Makes a document of a message. Confined to one thread, for one message.
final class IndexedMessage implements TextSink {
    // A name without end is no name.
    private static final int NAME_LENGTH_MAX = 200;

    private final int textMax;
    private final Map<String, List<String>> headers = new HashMap<>();
    private final List<String> lines = new ArrayList<>();
    private final List<StringBuilder> body = new ArrayList<>();
    private int length;
    private boolean partial;

    private IndexedMessage(int textMax) {
        this.textMax = textMax;
    }

    /// @throws IOException where the message cannot be read
    static Document of(String mailbox, long uid, Content message, int textMax) throws IOException {
        IndexedMessage indexed = new IndexedMessage(textMax);
        MessageText.read(message, indexed);
        return indexed.document(mailbox, uid);
    }

    /// For a message that cannot be read: looked at again at each search.
    static Document unreadable(String mailbox, long uid) {
        IndexedMessage indexed = new IndexedMessage(0);
        indexed.partial = true;
        return indexed.document(mailbox, uid);
    }

    @Override
    public void header(String name, String value) {
        if (hasRoom(name.length() + value.length()) && name.length() <= NAME_LENGTH_MAX) {
            String lower = name.toLowerCase(Locale.ROOT);
            headers.computeIfAbsent(lower, _ -> new ArrayList<>(1)).add(value);
            lines.add(Folding.fold(name + ": " + value));
        } else {
            partial = true;
        }
    }

    @Override
    public void partHeader(String name, String value) {
        if (hasRoom(name.length() + value.length())) {
            lines.add(Folding.fold(name + ": " + value));
        }
    }

    @Override
    public void body(String text, boolean first) {
        if (hasRoom(text.length())) {
            if (first || body.isEmpty()) {
                body.add(new StringBuilder(text));
            } else {
                body.getLast().append(text);
            }
        }
    }

    private boolean hasRoom(int more) {
        partial = partial || length + more > textMax;
        length += partial ? 0 : more;
        return !partial;
    }

    @Override
    public boolean isDone() {
        return partial;
    }

    private Document document(String mailbox, long uid) {
        Document document = new Document();
        document.add(new StringField(Fields.KEY, Fields.key(mailbox, uid), Field.Store.NO));
        document.add(new StringField(Fields.MAILBOX, mailbox, Field.Store.NO));
        document.add(new NumericDocValuesField(Fields.UID, uid));
        headers.keySet().forEach(name -> document.add(new StringField(Fields.NAMES, name, Field.Store.NO)));
        Fields.OWN_HEADERS.forEach((name, field) -> {
            if (headers.containsKey(name)) {
                add(
                        document,
                        field,
                        headers.get(name).stream().map(Folding::fold).toList());
            }
        });
        add(document, Fields.HEADER, lines);
        add(document, Fields.BODY, body);
        String language = LanguageGuess.of(body).map(Language::code).orElse(Fields.LANGUAGE_UNKNOWN);
        document.add(new StringField(Fields.LANGUAGE, language, Field.Store.NO));
        if (partial) {
            document.add(new StringField(Fields.PARTIAL, "1", Field.Store.NO));
        }
        return document;
    }

    private void add(Document document, String field, List<? extends CharSequence> pieces) {
        PieceTokens tokens = new PieceTokens(pieces);
        partial = partial || tokens.anyTooLong();
        document.add(new Field(field, tokens, Fields.TOKENS));
    }
}
