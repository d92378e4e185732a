package org.postrider.kernel.boot;

import java.net.InetSocketAddress;

/// A port that accepts connections.
///
/// @param name of the listener, as in the configuration
/// @param address with the port that it got, where the configuration asked for any
public record OpenListener(String name, InetSocketAddress address) {}
