package org.postrider.maildir;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

/// Brings the store `maildir`.
public final class MaildirPlugin implements Plugin {
    @Override
    public String name() {
        return "maildir";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.store("maildir", MaildirStore.class);
    }
}
