package org.postrider.mailets.flow;

import org.postrider.api.plugin.PluginRegistry;

/// Names the parts of this package.
public final class FlowParts {
    private FlowParts() {}

    public static void register(PluginRegistry registry) {
        registry.mailet(DelayUntil.class);
        registry.mailet(GlobalRateLimit.class);
        registry.mailet(PerRecipientRateLimit.class);
        registry.mailet(PerSenderRateLimit.class);
        registry.mailet(SplitMail.class);
        registry.mailet(ToRepository.class);
        registry.mailet(ToSenderFolder.class);
        registry.mailet(WithPriority.class);
        registry.mailet(WithStorageDirective.class);
        registry.matcher(AtLeastPriority.class);
        registry.matcher(AtMostPriority.class);
        registry.matcher(HasPriority.class);
        registry.matcher(RateIs.class);
        registry.matcher(TimeIs.class);
    }
}
