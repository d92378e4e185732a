package org.postrider.lucene;

import java.util.Map;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;

/// The fields of the documents in the index.
final class Fields {
    /// Changes whenever the same message would give another document: older indexes are made anew then.
    static final String FORMAT = "3";

    /// Names the message: mailbox and UID.
    static final String KEY = "k";
    /// The mailbox's id and UIDVALIDITY.
    static final String MAILBOX = "m";
    static final String UID = "u";
    /// The names of the header fields, lower case.
    static final String NAMES = "n";
    /// Tokens of all header fields, each with its name, those of parts too.
    static final String HEADER = "h";
    /// Tokens of the body.
    static final String BODY = "b";
    /// The language of the body, where it can be told; see [Language#code].
    static final String LANGUAGE = "l";

    static final String LANGUAGE_UNKNOWN = "-";
    /// There where not all of the message is in the index: it is always read.
    static final String PARTIAL = "p";

    /// Header fields that are searched so often that each has a field of its own: tokens of the values.
    static final Map<String, String> OWN_HEADERS =
            Map.of("subject", "hs", "from", "hf", "to", "ht", "cc", "hc", "bcc", "hb");

    static final FieldType TOKENS = tokens();

    private Fields() {}

    static String mailbox(String id, long uidValidity) {
        return id + "." + uidValidity;
    }

    static String key(String mailbox, long uid) {
        return mailbox + "." + Long.toString(uid, Character.MAX_RADIX);
    }

    private static FieldType tokens() {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
        type.setTokenized(true);
        type.setOmitNorms(true);
        type.freeze();
        return type;
    }
}
