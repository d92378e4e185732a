package org.postrider.imap;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;
import org.postrider.api.store.ObjectIds;
import org.postrider.imap.order.OrderField;
import org.postrider.imap.structure.ImapStructure;
import org.postrider.imap.structure.Preview;

/// Brings the protocol `imap`.
public final class ImapPlugin implements Plugin {
    @Override
    public String name() {
        return "imap";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.protocol("imap", ImapHandler.class);
        registry.derivedField(ImapStructure.class);
        registry.derivedField(OrderField.class);
        registry.derivedField(Preview.class);
        registry.derivedField(ObjectIds.Field.class);
    }
}
