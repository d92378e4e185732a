package org.postrider.mailets.program;

import org.postrider.api.plugin.PluginRegistry;

/// Names the parts of this package.
public final class ProgramParts {
    private ProgramParts() {}

    public static void register(PluginRegistry registry) {
        registry.transport("pipe", PipeTransport.class);
    }
}
