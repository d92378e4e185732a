package org.postrider.directory.ldap;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

/// Brings the directory `ldap`.
public final class LdapPlugin implements Plugin {
    @Override
    public String name() {
        return "directory-ldap";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.directory("ldap", LdapDirectory.class);
    }
}
