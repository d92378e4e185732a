package org.postrider.api.mail;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An SMTP reply (RFC 5321 §4.2) with its enhanced status code (RFC 3463), also the reason of a report.
///
/// @param code 200 to 599
/// @param status `class.subject.detail`; empty where the reply has none (greeting, EHLO, 354)
/// @param text one line of US-ASCII, without the codes
public record Reply(int code, String status, String text) {
    private static final Pattern SYNTAX =
            Pattern.compile("([2-5]\\d\\d)(?: ([245]\\.\\d{1,3}\\.\\d{1,3}))?(?: (.*))?", Pattern.DOTALL);

    public Reply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException(code + " is no reply code");
        }
        if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0) {
            text = text.replaceAll("[\\r\\n]+", " ");
        }
    }

    public static Reply of(int code, String status, String text) {
        return new Reply(code, status, text);
    }

    /// Reads `550 5.1.1 no such user` or `550 no such user`.
    ///
    /// @throws IllegalArgumentException with a sentence that says how to write it
    public static Reply parse(String text) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is no reply: write a code, an enhanced code and a text, as in 550 5.1.1 no such user");
        }
        String status = matcher.group(2);
        return new Reply(
                Integer.parseInt(matcher.group(1)),
                status == null ? "" : status,
                matcher.group(3) == null ? "" : matcher.group(3));
    }

    public boolean positive() {
        return code < 400;
    }

    /// 4yz: the same may work later.
    public boolean transientFailure() {
        return code >= 400 && code < 500;
    }

    /// 5yz: the same will not work later.
    public boolean permanentFailure() {
        return code >= 500;
    }

    /// `550 5.1.1 no such user`
    @Override
    public String toString() {
        return code + (status.isEmpty() ? "" : " " + status) + " " + text;
    }
}
