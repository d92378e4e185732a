package org.postrider.mailets.http;

import org.postrider.api.plugin.PluginRegistry;

/// Names the parts of this package.
public final class HttpParts {
    private HttpParts() {}

    public static void register(PluginRegistry registry) {
        registry.mailet(HeadersToHTTP.class);
        registry.mailet(Pipe.class);
        registry.mailet(SerialiseToHTTP.class);
    }
}
