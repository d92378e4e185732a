package org.postrider.smime;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

/// Brings the mailets for S/MIME.
public final class SmimePlugin implements Plugin {
    @Override
    public String name() {
        return "smime";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.mailet(SMIMECheckSignature.class);
        registry.mailet(SMIMEDecrypt.class);
        registry.mailet(SMIMESign.class);
    }
}
