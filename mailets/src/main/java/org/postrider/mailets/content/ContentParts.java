package org.postrider.mailets.content;

import org.postrider.api.plugin.PluginRegistry;

/// Names the parts of this package.
public final class ContentParts {
    private ContentParts() {}

    public static void register(PluginRegistry registry) {
        registry.mailet(AddFooter.class);
        registry.mailet(ClassifyBounce.class);
        registry.mailet(ContactExtractor.class);
        registry.mailet(OnlyText.class);
        registry.mailet(ReplaceContent.class);
        registry.mailet(StripAttachment.class);
        registry.mailet(ToPlainText.class);
        registry.mailet(UnwrapText.class);
        registry.mailet(WrapText.class);
    }
}
