package org.postrider.filters;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

/// The server's own filters.
public final class FiltersPlugin implements Plugin {
    @Override
    public String name() {
        return "filters";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.sessionFilter(EarlyTalker.class);
        registry.sessionFilter(HelloCheck.class);
        registry.sessionFilter(ReverseDns.class);
        registry.sessionFilter(DnsLists.class);
        registry.sessionFilter(Greylisting.class);
        registry.sessionFilter(RateLimit.class);
        registry.sessionFilter(Tarpit.class);
    }
}
