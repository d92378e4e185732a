package org.postrider.api.net;

/// What ties a log-in to the TLS connection it came by (RFC 5056), so that nobody in the middle can pass it on.
public enum ChannelBinding {
    /// A secret that both ends derive from the handshake (RFC 9266); for TLS 1.3.
    TLS_EXPORTER("tls-exporter"),
    /// A hash of the server's certificate (RFC 5929 §4).
    TLS_SERVER_END_POINT("tls-server-end-point");

    private final String wireName;

    ChannelBinding(String wireName) {
        this.wireName = wireName;
    }

    /// As it is registered with IANA.
    public String wireName() {
        return wireName;
    }
}
