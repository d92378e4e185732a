package org.postrider.imap.selected;

import java.util.Locale;
import java.util.Optional;

/// What a client can turn on for the rest of its session, by ENABLE (RFC 5161) or by using it.
public enum Feature {
    /// RFC 7162 §3.1: FETCH answers carry MODSEQ.
    CONDSTORE("CONDSTORE"),
    /// RFC 7162 §3.2: what is gone is told by VANISHED.
    QRESYNC("QRESYNC"),
    /// RFC 6855 §3: names and quoted strings in UTF-8.
    UTF8_ACCEPT("UTF8=ACCEPT"),
    /// RFC 9586: no sequence numbers at all.
    UIDONLY("UIDONLY"),
    /// RFC 9051 §6.3.1: all that differs from IMAP4rev1 in this server's answers.
    IMAP4REV2("IMAP4rev2");

    private final String wireName;

    Feature(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<Feature> named(String name) {
        for (Feature feature : values()) {
            if (feature.wireName.toUpperCase(Locale.ROOT).equals(name.toUpperCase(Locale.ROOT))) {
                return Optional.of(feature);
            }
        }
        return Optional.empty();
    }
}
