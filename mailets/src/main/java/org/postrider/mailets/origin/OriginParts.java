package org.postrider.mailets.origin;

import org.postrider.api.plugin.PluginRegistry;

/// Names the parts of this package.
public final class OriginParts {
    private OriginParts() {}

    public static void register(PluginRegistry registry) {
        registry.matcher(InSpammerBlacklist.class);
        registry.matcher(RemoteAddrInNetwork.class);
        registry.matcher(RemoteAddrNotInNetwork.class);
        registry.matcher(SMTPAuthUserIs.class);
        registry.matcher(SMTPIsAuthNetwork.class);
        registry.matcher(TLSIs.class);
    }
}
