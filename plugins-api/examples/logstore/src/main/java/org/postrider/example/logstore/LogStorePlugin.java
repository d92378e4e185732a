package org.postrider.example.logstore;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

/// Brings the store `log`.
public final class LogStorePlugin implements Plugin {
    @Override
    public String name() {
        return "logstore";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.store("log", LogStore.class);
    }
}
