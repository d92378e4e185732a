package org.postrider.smtp;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;
import org.postrider.smtp.client.LmtpTransport;
import org.postrider.smtp.client.SmtpTransport;

/// The SMTP family as a plugin.
public final class SmtpPlugin implements Plugin {
    @Override
    public String name() {
        return "smtp";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.protocol("smtp", SmtpHandler.class);
        registry.protocol("submission", SubmissionHandler.class);
        registry.protocol("lmtp", LmtpHandler.class);
        registry.transport("smtp", SmtpTransport.class);
        registry.transport("lmtp", LmtpTransport.class);
    }
}
