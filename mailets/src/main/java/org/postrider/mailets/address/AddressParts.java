package org.postrider.mailets.address;

import org.postrider.api.plugin.PluginRegistry;

/// Names the parts of this package.
public final class AddressParts {
    private AddressParts() {}

    public static void register(PluginRegistry registry) {
        registry.mailet(PostmasterAlias.class);
        registry.mailet(RecipientToLowerCase.class);
        registry.mailet(UseHeaderRecipients.class);
        registry.matcher(DSNDelayRequested.class);
        registry.matcher(DSNFailureRequested.class);
        registry.matcher(DSNSuccessRequested.class);
        registry.matcher(IsSenderInRRTLoop.class);
        registry.matcher(IsSingleRecipient.class);
        registry.matcher(RecipientDomainIs.class);
        registry.matcher(RecipientIs.class);
        registry.matcher(RecipientIsRegex.class);
        registry.matcher(SenderDomainIs.class);
        registry.matcher(SenderHostIsLocal.class);
        registry.matcher(SenderIsLocal.class);
        registry.matcher(SenderIsNull.class);
        registry.matcher(SenderIsRegex.class);
        registry.matcher(TooManyRecipients.class);
        registry.matcher(UserIs.class);
        registry.matcher(UserIsOverQuota.class);
    }
}
