package org.postrider.imap.order;

import java.util.Locale;
import java.util.regex.Pattern;
import org.postrider.mime.HeaderText;

/// A subject without what replies and lists put around it (RFC 5256 §2.1).
///
/// @param text may be empty
/// @param reply something said that it is a reply or was forwarded
record BaseSubject(String text, boolean reply) {
    // Beyond it, no subject is told from another.
    private static final int LENGTH_MAX = 2000;
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /// @param field the value of the field, unfolded, as it stands in the message
    static BaseSubject of(String field) {
        String decoded = HeaderText.decode(field.length() > LENGTH_MAX ? field.substring(0, LENGTH_MAX) : field);
        Cutter cutter = new Cutter(SPACE.matcher(decoded).replaceAll(" "));
        cutter.cut();
        return new BaseSubject(cutter.text, cutter.reply);
    }

    private static final class Cutter {
        private String text;
        private boolean reply;

        Cutter(String text) {
            this.text = text;
        }

        // RFC 5256 §2.1, steps 2 to 6
        void cut() {
            boolean inner = true;
            while (inner) {
                cutTrailers();
                boolean more = true;
                while (more) {
                    more = cutLeader() || cutBlob();
                }
                inner = cutForwarded();
            }
        }

        // subj-trailer = "(fwd)" / WSP
        private void cutTrailers() {
            text = text.stripTrailing();
            while (text.toLowerCase(Locale.ROOT).endsWith("(fwd)")) {
                reply = true;
                text = text.substring(0, text.length() - "(fwd)".length()).stripTrailing();
            }
        }

        // subj-leader = (*subj-blob subj-refwd) / WSP
        private boolean cutLeader() {
            if (text.startsWith(" ")) {
                text = text.stripLeading();
                return true;
            }
            int at = 0;
            for (int end = blob(at); end > at; end = blob(at)) {
                at = end;
            }
            int end = refwd(at);
            if (end > at) {
                reply = true;
                text = text.substring(end);
                return true;
            }
            return false;
        }

        // Unless nothing would be left.
        private boolean cutBlob() {
            int end = blob(0);
            if (end > 0 && !text.substring(end).isBlank()) {
                text = text.substring(end);
                return true;
            }
            return false;
        }

        // subj-fwd = subj-fwd-hdr subject subj-fwd-trl
        private boolean cutForwarded() {
            if (text.length() > "[fwd:]".length() - 1
                    && text.regionMatches(true, 0, "[fwd:", 0, "[fwd:".length())
                    && text.endsWith("]")) {
                reply = true;
                text = text.substring("[fwd:".length(), text.length() - 1);
                return true;
            }
            return false;
        }

        // subj-blob = "[" *BLOBCHAR "]" *WSP; where it ends, or `at` where there is none.
        private int blob(int at) {
            if (at >= text.length() || text.charAt(at) != '[') {
                return at;
            }
            for (int i = at + 1; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '[') {
                    return at;
                }
                if (c == ']') {
                    return skipSpace(i + 1);
                }
            }
            return at;
        }

        // subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"
        private int refwd(int at) {
            int end;
            if (text.regionMatches(true, at, "re", 0, 2)) {
                end = at + 2;
            } else if (text.regionMatches(true, at, "fwd", 0, 3)) {
                end = at + 3;
            } else if (text.regionMatches(true, at, "fw", 0, 2)) {
                end = at + 2;
            } else {
                return at;
            }
            end = blob(skipSpace(end));
            return end < text.length() && text.charAt(end) == ':' ? end + 1 : at;
        }

        private int skipSpace(int from) {
            int at = from;
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            return at;
        }
    }
}
