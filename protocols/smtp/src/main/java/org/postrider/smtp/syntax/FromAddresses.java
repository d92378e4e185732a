package org.postrider.smtp.syntax;

import java.util.ArrayList;
import java.util.List;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.MailAddress;

/// Finds the addresses in From fields (RFC 5322 §3.6.2), to learn in whose name a message is written. Rather finds one
/// too many than one too few: whatever looks like an address outside of comments and quotes may be shown as the author.
public final class FromAddresses {
    private static final String BETWEEN = "<>,;:";

    private final String text;
    private final List<MailAddress> found = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int next;

    private FromAddresses(String text) {
        this.text = text;
    }

    /// @param values of all From fields, one after another, each behind its colon
    public static List<MailAddress> in(String values) {
        FromAddresses reader = new FromAddresses(values);
        while (reader.next < values.length()) {
            reader.one();
        }
        reader.endWord();
        return reader.found;
    }

    private void one() {
        char c = text.charAt(next);
        if (c == '(') {
            skipComment();
        } else if (c == '"') {
            quoted();
        } else if (c == '[' && endsWithAt()) {
            literal();
        } else if (isSpace(c)) {
            space();
        } else {
            next++;
            if (BETWEEN.indexOf(c) >= 0) {
                endWord();
            } else {
                word.append(c);
            }
        }
    }

    // RFC 5322 §4.4: old addresses may have space around dots and the @.
    private void space() {
        while (next < text.length() && isSpace(text.charAt(next))) {
            next++;
        }
        boolean goesOn = next < text.length() && isJoint(text.charAt(next));
        if (!goesOn && (word.isEmpty() || !isJoint(word.charAt(word.length() - 1)))) {
            endWord();
        }
    }

    private static boolean isJoint(char c) {
        return c == '@' || c == '.';
    }

    private boolean endsWithAt() {
        return !word.isEmpty() && word.charAt(word.length() - 1) == '@';
    }

    private void skipComment() {
        int depth = 0;
        while (next < text.length()) {
            char c = text.charAt(next++);
            if (c == '\\') {
                next++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return;
            }
        }
    }

    private void quoted() {
        int start = next++;
        while (next < text.length() && text.charAt(next) != '"') {
            next += text.charAt(next) == '\\' ? 2 : 1;
        }
        next = Math.min(next + 1, text.length());
        word.append(text, start, next);
    }

    private void literal() {
        int end = text.indexOf(']', next);
        int after = end < 0 ? text.length() : end + 1;
        word.append(text, next, after);
        next = after;
    }

    private void endWord() {
        String address = word.toString();
        word.setLength(0);
        if (address.indexOf('@') < 0) {
            return;
        }
        try {
            found.add(MailAddress.parse(address));
        } catch (AddressSyntaxException _) {
            // Part of a name: no mail program can answer to it.
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
