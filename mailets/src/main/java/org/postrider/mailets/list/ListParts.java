package org.postrider.mailets.list;

import org.postrider.api.plugin.PluginRegistry;

/// Names the parts of this package.
public final class ListParts {
    private ListParts() {}

    public static void register(PluginRegistry registry) {
        registry.mailet(ListServer.class);
        registry.mailet(Vacation.class);
        registry.matcher(CommandListservMatcher.class);
    }
}
