package org.postrider.imap.structure;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postrider.mime.ContentType;
import org.postrider.mime.MimeEntity;

/// Writes BODY and BODYSTRUCTURE (RFC 3501 §7.4.2).
final class BodyStructureWriter {
    private final WireText out;
    private final boolean extended;

    /// @param extended BODYSTRUCTURE, else BODY
    BodyStructureWriter(WireText out, boolean extended) {
        this.out = out;
        this.extended = extended;
    }

    void write(MimeEntity entity) {
        out.raw("(");
        if (entity.isMultipart()) {
            multipart(entity);
        } else {
            single(entity);
        }
        out.raw(")");
    }

    private void multipart(MimeEntity entity) {
        entity.children().forEach(this::write);
        out.raw(" ").string(upper(entity.type().subtype()));
        if (extended) {
            out.raw(" ");
            parameters(entity.type().parameters());
            disposition(entity);
        }
    }

    private void single(MimeEntity entity) {
        // A multipart without parts is told as the text that it is.
        ContentType type = entity.type().isMultipart() ? ContentType.TEXT_PLAIN : entity.type();
        out.string(upper(type.type())).raw(" ").string(upper(type.subtype())).raw(" ");
        parameters(type.parameters());
        out.raw(" ").string(header(entity, "Content-ID"));
        out.raw(" ").string(header(entity, "Content-Description"));
        out.raw(" ").string(upper(entity.encoding()));
        out.raw(" " + entity.bodyLength());
        if (entity.isMessage()) {
            MimeEntity inside = entity.children().getFirst();
            out.raw(" ");
            EnvelopeWriter.write(inside.headers(), out);
            out.raw(" ");
            write(inside);
            out.raw(" " + entity.bodyLines());
        } else if (type.type().equals("text")) {
            out.raw(" " + entity.bodyLines());
        }
        if (extended) {
            out.raw(" ").string(header(entity, "Content-MD5"));
            disposition(entity);
        }
    }

    private void disposition(MimeEntity entity) {
        Optional<ContentType> disposition = entity.disposition();
        out.raw(" ");
        if (disposition.isPresent()) {
            out.raw("(").string(upper(disposition.get().type())).raw(" ");
            parameters(disposition.get().parameters());
            out.raw(")");
        } else {
            out.raw("NIL");
        }
        languages(entity);
        out.raw(" ").string(header(entity, "Content-Location"));
    }

    private void languages(MimeEntity entity) {
        out.raw(" ");
        String value = entity.headers().first("Content-Language").orElse("").strip();
        if (value.isEmpty()) {
            out.raw("NIL");
            return;
        }
        out.raw("(");
        String space = "";
        for (String language : value.split(",", -1)) {
            out.raw(space).string(language.strip());
            space = " ";
        }
        out.raw(")");
    }

    private void parameters(Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            out.raw("NIL");
            return;
        }
        out.raw("(");
        String space = "";
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            out.raw(space).string(upper(parameter.getKey())).raw(" ").string(parameter.getValue());
            space = " ";
        }
        out.raw(")");
    }

    @SuppressWarnings("NullAway") // NIL is null here, and nowhere else
    private static String header(MimeEntity entity, String name) {
        return entity.headers().first(name).orElse(null);
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
