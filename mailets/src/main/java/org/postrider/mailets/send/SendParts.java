package org.postrider.mailets.send;

import org.postrider.api.plugin.PluginRegistry;

/// Names the parts of this package.
public final class SendParts {
    private SendParts() {}

    public static void register(PluginRegistry registry) {
        registry.mailet(Bcc.class);
        registry.mailet(DSNBounce.class);
        registry.mailet(Forward.class);
        registry.mailet(Journal.class);
        registry.mailet(NotifyPostmaster.class);
        registry.mailet(NotifySender.class);
        registry.mailet(Redirect.class);
        registry.mailet(Resend.class);
    }
}
