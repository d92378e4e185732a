package org.postrider.example.qotd;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

/// Brings the protocol `qotd`.
public final class QotdPlugin implements Plugin {
    @Override
    public String name() {
        return "qotd";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.protocol("qotd", QuoteOfTheDay.class);
    }
}
