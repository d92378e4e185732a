package org.postrider.smtp.client;

/// Which of the two related protocols is spoken.
enum Dialect {
    SMTP("EHLO"),
    /// RFC 2033: LHLO, and after the message one reply for each recipient.
    LMTP("LHLO");

    private final String hello;

    Dialect(String hello) {
        this.hello = hello;
    }

    String hello() {
        return hello;
    }
}
