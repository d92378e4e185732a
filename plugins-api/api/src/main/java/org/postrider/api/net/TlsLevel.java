package org.postrider.api.net;

/// How much a connection to another host insists on TLS.
public enum TlsLevel {
    /// Never.
    NONE,
    /// Where it is offered and works, any certificate; else in the clear (RFC 7435).
    OPPORTUNISTIC,
    /// Always by STARTTLS, any certificate.
    REQUIRED,
    /// Always by STARTTLS, with a certificate that is valid for the host's name.
    VERIFIED,
    /// From the first octet (RFC 8314 §3.3), with a certificate that is valid for the host's name.
    IMPLICIT
}
