package org.postrider.api.net;

/// What a TLS handshake agreed on.
///
/// @param protocol `TLSv1.3`
/// @param cipherSuite by its IANA name
public record TlsInfo(String protocol, String cipherSuite) {}
