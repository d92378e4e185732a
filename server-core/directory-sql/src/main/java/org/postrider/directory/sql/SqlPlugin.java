package org.postrider.directory.sql;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

/// Brings the directory `sql`.
public final class SqlPlugin implements Plugin {
    @Override
    public String name() {
        return "directory-sql";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.directory("sql", SqlDirectory.class);
    }
}
