package org.postrider.pop3;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

/// Brings the protocol `pop3`.
public final class Pop3Plugin implements Plugin {
    @Override
    public String name() {
        return "pop3";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.protocol("pop3", Pop3Handler.class);
    }
}
