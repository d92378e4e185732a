package org.postrider.api.mail;

/// An SMTP reply (RFC 5321 §4.2) with its enhanced status code (RFC 3463), also the reason of a report.
///
/// @param code 200 to 599
/// @param status `class.subject.detail`; empty where the reply has none (greeting, EHLO, 354)
/// @param text one line of US-ASCII, without the codes
public record Reply(int code, String status, String text) {
    public Reply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException(code + " is no reply code");
        }
        text = text.replaceAll("[\\r\\n]+", " ");
    }

    public static Reply of(int code, String status, String text) {
        return new Reply(code, status, text);
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
