package org.postrider.imap.syntax;

import java.util.List;
import java.util.Optional;

/// What FETCH asks for (RFC 3501 §6.4.5).
public sealed interface FetchItem {
    /// Those without parameters, by their names on the wire.
    enum Simple implements FetchItem {
        FLAGS("FLAGS"),
        UID("UID"),
        INTERNALDATE("INTERNALDATE"),
        RFC822_SIZE("RFC822.SIZE"),
        ENVELOPE("ENVELOPE"),
        BODY("BODY"),
        BODYSTRUCTURE("BODYSTRUCTURE"),
        MODSEQ("MODSEQ"),
        EMAILID("EMAILID"),
        THREADID("THREADID"),
        SAVEDATE("SAVEDATE"),
        PREVIEW("PREVIEW");

        private final String wireName;

        Simple(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /// A part of the message.
    ///
    /// @param name the item's name in the answer, without what it holds: `BODY[1.MIME]<0>`, `RFC822.TEXT`
    /// @param peek does not set `\Seen`
    /// @param part `1.2`; empty for the whole message
    /// @param fields of HEADER.FIELDS and HEADER.FIELDS.NOT
    /// @param partial where only some octets are wanted
    record Section(
            String name, boolean peek, List<Integer> part, Text text, List<String> fields, Optional<Partial> partial)
            implements FetchItem {
        public Section {
            part = List.copyOf(part);
            fields = List.copyOf(fields);
        }
    }

    /// A part without its transfer encoding (RFC 3516).
    ///
    /// @param name the item's name in the answer: `BINARY[1]<0>`, `BINARY.SIZE[1]`
    /// @param size how many octets it has, not the octets
    record Binary(String name, boolean peek, boolean size, List<Integer> part, Optional<Partial> partial)
            implements FetchItem {
        public Binary {
            part = List.copyOf(part);
        }
    }

    /// What of the part.
    enum Text {
        WHOLE,
        HEADER,
        HEADER_FIELDS,
        HEADER_FIELDS_NOT,
        TEXT,
        MIME
    }

    /// @param offset of the first octet
    /// @param length at most
    record Partial(long offset, long length) {}
}
