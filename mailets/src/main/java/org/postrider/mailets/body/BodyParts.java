package org.postrider.mailets.body;

import org.postrider.api.plugin.PluginRegistry;

/// Names the parts of this package.
public final class BodyParts {
    private BodyParts() {}

    public static void register(PluginRegistry registry) {
        registry.matcher(AttachmentFileNameIs.class);
        registry.matcher(ContainsInlineImage.class);
        registry.matcher(HasAttachment.class);
        registry.matcher(HasMimeTypeAnySubPart.class);
        registry.matcher(TooManyLines.class);
    }
}
