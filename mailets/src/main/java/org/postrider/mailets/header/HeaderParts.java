package org.postrider.mailets.header;

import org.postrider.api.plugin.PluginRegistry;

/// Names the parts of this package.
public final class HeaderParts {
    private HeaderParts() {}

    public static void register(PluginRegistry registry) {
        registry.mailet(AddDeliveredToHeader.class);
        registry.mailet(AddHeader.class);
        registry.mailet(AddSubjectPrefix.class);
        registry.mailet(Expires.class);
        registry.mailet(MailAttributesToMimeHeaders.class);
        registry.mailet(RemoveMimeHeader.class);
        registry.mailet(RemoveMimeHeaderByPrefix.class);
        registry.mailet(SanitizeMimeMessageId.class);
        registry.matcher(CompareNumericHeaderValue.class);
        registry.matcher(FetchedFrom.class);
        registry.matcher(HasHeaderWithPrefix.class);
        registry.matcher(HasMimeType.class);
        registry.matcher(HasMimeTypeParameter.class);
        registry.matcher(HeaderRegex.class);
        registry.matcher(IsFromMailingList.class);
        registry.matcher(IsMarkedAsSpam.class);
        registry.matcher(SubjectIs.class);
        registry.matcher(SubjectStartsWith.class);
    }
}
