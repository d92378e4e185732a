package org.postrider.mbox.format;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.SystemFlag;

/// What the mailbox keeps of a message in header fields of its own, behind the `From ` line:
///
/// ```
/// X-UID: 17
/// Status: RO
/// X-Status: AF
/// X-Keywords: $Forwarded work
/// X-Postrider: 1 1712345678 4711 1712345700 lf 0123456789abcdef 1712345800
/// ```
///
/// The last one is `1` for the form, UIDVALIDITY, the content's octets, the internal date in seconds since 1970, how
/// the content stands there (`lf` or `exact`, with `-open`), the delivery or `-`, and when the message came into the
/// mailbox. Flags have room to change in place.
///
/// @param uid 0 where it has none
/// @param uidValidity of the mailbox that gave the UID; 0 where it is not said
/// @param old whether the message was there when somebody looked (`O`)
/// @param keywords the names of the keywords
/// @param size of the content; -1 where it is not said
/// @param date the internal date in seconds since 1970
/// @param delivery what names the delivery, or 0
/// @param saved when it came into the mailbox, in seconds since 1970; 0 where it is not said
public record MessageTags(
        long uid,
        long uidValidity,
        int systemBits,
        boolean old,
        List<String> keywords,
        long size,
        long date,
        ContentForm form,
        long delivery,
        long saved) {
    /// What keeps the place of keywords that come later.
    private static final int KEYWORDS_ROOM = 40;

    private static final int X_STATUS_ROOM = 4;
    private static final String EXACT = "exact";
    private static final String LF = "lf";
    private static final String OPEN = "-open";

    public MessageTags {
        keywords = List.copyOf(keywords);
    }

    /// Of a message with these flags, which has nothing else.
    public static MessageTags of(Flags flags, long size, long date, ContentForm form) {
        return new MessageTags(0, 0, flags.systemBits(), false, names(flags), size, date, form, 0, 0);
    }

    public static List<String> names(Flags flags) {
        return flags.keywords().stream().map(Keyword::name).toList();
    }

    public MessageTags withFlags(Flags flags) {
        return new MessageTags(
                uid, uidValidity, flags.systemBits(), old, names(flags), size, date, form, delivery, saved);
    }

    public MessageTags withUid(long otherValidity, long otherUid) {
        return new MessageTags(otherUid, otherValidity, systemBits, old, keywords, size, date, form, delivery, saved);
    }

    /// Of a copy that is made now.
    public MessageTags asCopy(long now) {
        return new MessageTags(uid, uidValidity, systemBits, old, keywords, size, date, form, 0, now);
    }

    /// The flags; a keyword that IMAP cannot have is left out.
    public Flags flags() {
        Set<Keyword> valid = new HashSet<>();
        for (String name : keywords) {
            keyword(name).ifPresent(valid::add);
        }
        return Flags.ofBits(systemBits, valid);
    }

    // Another program's word stays in the file until flags are changed here.
    private static Optional<Keyword> keyword(String name) {
        try {
            return Optional.of(Keyword.of(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The lines.
    public byte[] octets() {
        return lines(Math.max(0, KEYWORDS_ROOM - String.join(" ", keywords).length()));
    }

    /// The lines with exactly that many octets; none where they have not the room.
    public byte[] octets(int length) {
        byte[] tight = lines(0);
        return tight.length > length ? new byte[0] : lines(length - tight.length);
    }

    private byte[] lines(int padding) {
        StringBuilder out = new StringBuilder();
        if (uid != 0) {
            line(out, PseudoHeader.X_UID, Long.toString(uid));
        }
        String status = has(SystemFlag.SEEN) ? "RO" : old ? "O " : "  ";
        line(out, PseudoHeader.STATUS, status);
        String more = xStatus();
        line(out, PseudoHeader.X_STATUS, more + " ".repeat(X_STATUS_ROOM - more.length()));
        line(out, PseudoHeader.X_KEYWORDS, String.join(" ", keywords) + " ".repeat(padding));
        line(out, PseudoHeader.POSTRIDER, postrider());
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String xStatus() {
        return (has(SystemFlag.ANSWERED) ? "A" : "")
                + (has(SystemFlag.FLAGGED) ? "F" : "")
                + (has(SystemFlag.DRAFT) ? "T" : "")
                + (has(SystemFlag.DELETED) ? "D" : "");
    }

    private String postrider() {
        StringJoiner words = new StringJoiner(" ").add("1");
        words.add(Long.toString(uidValidity)).add(Long.toString(size)).add(Long.toString(date));
        words.add((form.exact() ? EXACT : LF) + (form.open() ? OPEN : ""));
        words.add(delivery == 0 ? "-" : HexFormat.of().toHexDigits(delivery));
        words.add(Long.toString(saved));
        return words.toString();
    }

    private boolean has(SystemFlag flag) {
        return (systemBits & flag.bit()) != 0;
    }

    private static void line(StringBuilder out, PseudoHeader header, String value) {
        out.append(header.fieldName()).append(": ").append(value).append('\n');
    }

    /// Gathers tags from the lines of a message.
    static final class Builder {
        private static final int WORDS = 6;
        private static final int WORDS_WITH_SAVED = 7;
        private static final int KEYWORDS_MAX = 1000;

        private long uid;
        private long uidValidity;
        private int statusBits;
        private int xStatusBits;
        private boolean old;
        private List<String> keywords = List.of();
        private long size = -1;
        private long date;
        private ContentForm form = ContentForm.TEXT;
        private long delivery;
        private long saved;

        Builder(long date) {
            this.date = date;
        }

        ContentForm form() {
            return form;
        }

        /// @param first nothing of the message itself came before: only there our own line is believed
        void take(PseudoHeader header, String value, boolean first) {
            switch (header) {
                case STATUS -> {
                    statusBits = value.indexOf('R') >= 0 ? SystemFlag.SEEN.bit() : 0;
                    old = value.indexOf('O') >= 0;
                }
                case X_STATUS -> xStatusBits = xStatus(value);
                case X_KEYWORDS ->
                    keywords = List.of(value.strip().split("\\s+")).stream()
                            .filter(word -> !word.isEmpty())
                            .limit(KEYWORDS_MAX)
                            .toList();
                case X_UID -> uid = number(value.strip());
                case POSTRIDER -> {
                    if (first) {
                        postrider(value.strip().split(" "));
                    }
                }
                case X_IMAP, X_IMAP_BASE, CONTENT_LENGTH, LINES -> {
                    // Of no use here.
                }
            }
        }

        MessageTags build() {
            return new MessageTags(
                    uid, uidValidity, statusBits | xStatusBits, old, keywords, size, date, form, delivery, saved);
        }

        private void postrider(String[] words) {
            if ((words.length != WORDS && words.length != WORDS_WITH_SAVED) || !words[0].equals("1")) {
                return;
            }
            uidValidity = number(words[1]);
            size = number(words[2]);
            date = number(words[3]);
            form = new ContentForm(words[4].startsWith(EXACT), words[4].endsWith(OPEN));
            // Where an earlier version wrote it, all that is known is the internal date.
            saved = words.length == WORDS ? date : number(words[WORDS]);
            try {
                delivery = words[5].equals("-") ? 0 : HexFormat.fromHexDigitsToLong(words[5]);
            } catch (IllegalArgumentException e) {
                delivery = 0;
            }
        }

        private static int xStatus(String value) {
            int bits = 0;
            for (int i = 0; i < value.length(); i++) {
                bits |= switch (value.charAt(i)) {
                    case 'A' -> SystemFlag.ANSWERED.bit();
                    case 'F' -> SystemFlag.FLAGGED.bit();
                    case 'T' -> SystemFlag.DRAFT.bit();
                    case 'D' -> SystemFlag.DELETED.bit();
                    default -> 0;
                };
            }
            return bits;
        }

        // Negative dates are before 1970.
        private static long number(String digits) {
            try {
                return Long.parseLong(digits);
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }
}
