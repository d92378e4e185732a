package org.postrider.mbox;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

/// Brings the store `mbox`.
public final class MboxPlugin implements Plugin {
    @Override
    public String name() {
        return "mbox";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.store("mbox", MboxStore.class);
    }
}
