package org.postrider.lucene;

import java.io.IOException;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Message;
import org.postrider.api.search.TextKey;

/// Looks for text by reading messages: slow and plainly right. Stateless, thread-safe.
final class MessageScan {
    private final TextKey key;
    private final String sought;

    MessageScan(TextKey key) {
        this.key = key;
        this.sought = Folding.fold(key.text());
    }

    /// @throws IOException where the message cannot be read
    boolean matches(Content message) throws IOException {
        return switch (key) {
            case TextKey.InHeader(var name, var _) -> inHeader(message, name);
            case TextKey.InBody _ -> sought.isEmpty() || inText(message, false);
            case TextKey.Anywhere _ -> sought.isEmpty() || inText(message, true);
        };
    }

    private boolean inHeader(Content message, String name) {
        for (HeaderField field : Message.of(message).headers().fields()) {
            if (field.is(name) && Folding.fold(MessageText.decode(field)).contains(sought)) {
                return true;
            }
        }
        return false;
    }

    private boolean inText(Content message, boolean headerToo) throws IOException {
        Search search = new Search(headerToo);
        MessageText.read(message, search);
        return search.found;
    }

    private final class Search implements TextSink {
        private final boolean headerToo;
        private boolean found;
        // The end of the text before, too short to have held what is sought.
        private String before = "";

        Search(boolean headerToo) {
            this.headerToo = headerToo;
        }

        @Override
        public void header(String name, String value) {
            found = found || (headerToo && Folding.fold(name + ": " + value).contains(sought));
        }

        @Override
        public void partHeader(String name, String value) {
            header(name, value);
        }

        @Override
        public void body(String text, boolean first) {
            if (found) {
                return;
            }
            String whole = first ? text : before + text;
            found = whole.contains(sought);
            before = whole.substring(Math.max(0, whole.length() - sought.length() + 1));
        }

        @Override
        public boolean isDone() {
            return found;
        }
    }
}
