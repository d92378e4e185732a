package org.postrider.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.search.TextKey;
import org.postrider.mime.HeaderText;
import org.postrider.mime.MimeEntity;

/// The searchable text of a message, folded.
///
/// @param header a line for each field: `name:value`
/// @param body the text parts, the names of attachments, and all of messages inside
record MessageText(String header, String body) {
    // More of one part is not searched: nobody wrote it.
    private static final int PART_OCTETS_MAX = 16 * 1024 * 1024;

    static MessageText of(Content content) throws IOException {
        MimeEntity root = MimeEntity.parse(content);
        StringBuilder body = new StringBuilder();
        body(root, content, body);
        return new MessageText(header(root), Folding.fold(body.toString()));
    }

    boolean matches(TextKey key) {
        String needle = Folding.fold(key.text());
        return switch (key) {
            case TextKey.InHeader(var name, var _) -> headerHas(name, needle);
            case TextKey.InBody _ -> body.contains(needle);
            case TextKey.Anywhere _ -> header.contains(needle) || body.contains(needle);
        };
    }

    private boolean headerHas(String name, String needle) {
        String start = name.strip().toLowerCase(Locale.ROOT) + ":";
        for (String line : lines()) {
            if (line.startsWith(start) && line.indexOf(needle, start.length()) >= 0) {
                return true;
            }
        }
        return false;
    }

    private List<String> lines() {
        return List.of(header.split("\n", -1));
    }

    private static String header(MimeEntity entity) {
        List<String> lines = new ArrayList<>();
        for (HeaderField field : entity.headers().fields()) {
            String value = Folding.fold(HeaderText.decode(field.value()));
            lines.add(field.name().toLowerCase(Locale.ROOT) + ":" + value);
        }
        return String.join("\n", lines);
    }

    private static void body(MimeEntity entity, Content content, StringBuilder out) throws IOException {
        entity.fileName().ifPresent(name -> out.append(name).append('\n'));
        if (entity.isMultipart()) {
            for (MimeEntity child : entity.children()) {
                body(child, content, out);
            }
        } else if (entity.isMessage()) {
            MimeEntity inside = entity.children().getFirst();
            out.append(header(inside)).append('\n');
            body(inside, content, out);
        } else if (entity.type().type().equals("text") || entity.type().isMultipart()) {
            String text = entity.text(content, PART_OCTETS_MAX);
            boolean html = entity.type().subtype().equals("html");
            out.append(html ? Jsoup.parse(text).text() : text).append('\n');
        }
    }
}
