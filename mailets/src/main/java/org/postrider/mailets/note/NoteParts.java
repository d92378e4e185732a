package org.postrider.mailets.note;

import org.postrider.api.plugin.PluginRegistry;

/// Names the parts of this package.
public final class NoteParts {
    private NoteParts() {}

    public static void register(PluginRegistry registry) {
        registry.mailet(CountPassage.class);
        registry.mailet(Metrics.class);
        registry.mailet(RemoveAllMailAttributes.class);
        registry.mailet(RemoveMailAttribute.class);
        registry.mailet(SetMailAttribute.class);
        registry.matcher(AtMost.class);
        registry.matcher(HasException.class);
        registry.matcher(HasMailAttribute.class);
        registry.matcher(HasMailAttributeWithValue.class);
        registry.matcher(HasMailAttributeWithValueRegex.class);
        registry.matcher(IsRemoteDeliveryPermanentError.class);
        registry.matcher(IsRemoteDeliveryTemporaryError.class);
        registry.matcher(RemoteDeliveryFailedWithSMTPCode.class);
        registry.matcher(SentByMailet.class);
    }
}
