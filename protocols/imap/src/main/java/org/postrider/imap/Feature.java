package org.postrider.imap;

/// What a client can turn on for the rest of its session, by ENABLE (RFC 5161) or by using it.
enum Feature {
    CONDSTORE("CONDSTORE");

    private final String wireName;

    Feature(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}
