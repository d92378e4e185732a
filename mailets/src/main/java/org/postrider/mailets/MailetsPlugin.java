package org.postrider.mailets;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;
import org.postrider.mailets.address.AddressParts;
import org.postrider.mailets.body.BodyParts;
import org.postrider.mailets.content.ContentParts;
import org.postrider.mailets.flow.FlowParts;
import org.postrider.mailets.header.HeaderParts;
import org.postrider.mailets.http.HttpParts;
import org.postrider.mailets.list.ListParts;
import org.postrider.mailets.note.NoteParts;
import org.postrider.mailets.origin.OriginParts;
import org.postrider.mailets.program.ProgramParts;
import org.postrider.mailets.send.SendParts;

/// Brings the standard mailets and matchers.
public final class MailetsPlugin implements Plugin {
    @Override
    public String name() {
        return "mailets";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.mailet(Bounce.class);
        registry.mailet(Discard.class);
        registry.mailet(LmtpForward.class);
        registry.mailet(LocalDelivery.class);
        registry.mailet(LogMessage.class);
        registry.mailet(RemoteDelivery.class);
        registry.mailet(RewriteTable.class);
        registry.mailet(SetHeader.class);
        registry.mailet(SubAddressing.class);
        registry.mailet(ToProcessor.class);
        registry.matcher(All.class);
        registry.matcher(HasHeader.class);
        registry.matcher(HostIsLocal.class);
        registry.matcher(IsAuthenticated.class);
        registry.matcher(None.class);
        registry.matcher(RecipientIsLocal.class);
        registry.matcher(RelayAllowed.class);
        registry.matcher(RelayLimit.class);
        registry.matcher(SenderIs.class);
        registry.matcher(SizeGreaterThan.class);
        AddressParts.register(registry);
        BodyParts.register(registry);
        ContentParts.register(registry);
        FlowParts.register(registry);
        HeaderParts.register(registry);
        HttpParts.register(registry);
        ListParts.register(registry);
        NoteParts.register(registry);
        OriginParts.register(registry);
        ProgramParts.register(registry);
        SendParts.register(registry);
    }
}
