package org.postrider.imap.structure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.postrider.api.mail.Content;
import org.postrider.api.store.DerivedField;
import org.postrider.mime.MimeEntity;

/// The beginning of a message's text as people read it (RFC 8970), in UTF-8; nothing where there is no text.
public final class Preview implements DerivedField {
    public static final Preview FIELD = new Preview();

    /// RFC 8970 §3.1
    private static final int CHARACTERS_MAX = 200;

    private static final int TEXT_OCTETS_MAX = 16 * 1024;
    // Styles and scripts come first in HTML.
    private static final int HTML_OCTETS_MAX = 256 * 1024;
    private static final int DEPTH_MAX = 20;

    @Override
    public String name() {
        return "preview-1";
    }

    @Override
    public byte[] derive(Content content) throws IOException {
        MimeEntity root = MimeEntity.parse(content);
        Optional<String> plain = text(root, content, "plain", 0);
        Optional<String> text = plain.isPresent() ? plain : text(root, content, "html", 0);
        return text.orElse("").getBytes(StandardCharsets.UTF_8);
    }

    // The first that says anything.
    private static Optional<String> text(MimeEntity entity, Content content, String subtype, int depth)
            throws IOException {
        if (depth > DEPTH_MAX) {
            return Optional.empty();
        }
        for (MimeEntity child : entity.children()) {
            Optional<String> found = text(child, content, subtype, depth + 1);
            if (found.isPresent()) {
                return found;
            }
        }
        boolean attached = entity.disposition()
                .map(disposition -> disposition.type().equalsIgnoreCase("attachment"))
                .orElse(false);
        boolean wanted = entity.children().isEmpty()
                && !attached
                && entity.type().type().equalsIgnoreCase("text")
                && entity.type().subtype().equalsIgnoreCase(subtype);
        if (!wanted) {
            return Optional.empty();
        }
        String text = subtype.equals("html")
                ? Jsoup.parse(entity.text(content, HTML_OCTETS_MAX)).text()
                : entity.text(content, TEXT_OCTETS_MAX);
        String start = start(text);
        return start.isEmpty() ? Optional.empty() : Optional.of(start);
    }

    // Its first characters, on one line.
    private static String start(String text) {
        StringBuilder start = new StringBuilder(CHARACTERS_MAX);
        boolean space = false;
        int characters = 0;
        for (int i = 0; i < text.length() && characters < CHARACTERS_MAX; ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            if (character <= ' ' || Character.isISOControl(character) || Character.isSpaceChar(character)) {
                space = characters > 0;
                continue;
            }
            // The space between two words counts, and is never the last.
            characters += space ? 2 : 1;
            if (characters <= CHARACTERS_MAX) {
                start.append(space ? " " : "").appendCodePoint(character);
            }
            space = false;
        }
        return start.toString();
    }
}
