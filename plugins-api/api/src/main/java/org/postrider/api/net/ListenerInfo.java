package org.postrider.api.net;

/// What a protocol handler may know of the listener it serves; injected like its configuration.
///
/// @param name as in the configuration
/// @param protocol the name under which the handler is registered
/// @param implicitTls TLS from the first octet
public record ListenerInfo(String name, String protocol, boolean implicitTls) {}
