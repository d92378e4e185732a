package org.postrider.mailets;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postrider.api.config.Option;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.AlsoNamed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the envelope, and if wanted the header, to the log; the mail goes on unchanged. Never the body.
///
/// ```xml
/// <mailet match="All" class="LogMessage"><comment>before the filter</comment></mailet>
/// ```
@AlsoNamed("Log")
public final class LogMessage implements Mailet {
    private static final Logger LOG = LoggerFactory.getLogger(LogMessage.class);
    private static final int RECIPIENTS_SHOWN_MAX = 20;
    private static final int LINE_LENGTH_MAX = 8000;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

    private final Config config;

    public LogMessage(Config config) {
        this.config = config;
    }

    /// @param comment shown first
    public record Config(
            @Option(doc = "Shown before the rest.", defaultValue = "")
            String comment,

            @Option(doc = "Show the header fields too.", defaultValue = "false")
            boolean headers) {}

    @Override
    public Outcome service(Mail mail) {
        if (LOG.isInfoEnabled()) {
            LOG.info("{}", line(mail));
        }
        return new Outcome.Continue(mail);
    }

    // A try leaves nothing in the log: who asked for it sees the mail.
    @Override
    public Outcome rehearse(Mail mail) {
        return new Outcome.Continue(mail);
    }

    String line(Mail mail) {
        StringBuilder line = new StringBuilder();
        if (!config.comment().isEmpty()) {
            line.append(config.comment()).append(": ");
        }
        line.append(mail.id()).append(" from ").append(mail.reversePath()).append(" to ");
        line.append(mail.recipients().stream()
                .limit(RECIPIENTS_SHOWN_MAX)
                .map(Recipient::toString)
                .collect(Collectors.joining(", ")));
        line.append(", ").append(mail.recipients().size()).append(" recipients, ");
        line.append(mail.message().size()).append(" octets");
        mail.attributes()
                .forEach((name, value) ->
                        line.append(", ").append(name).append('=').append(value));
        if (config.headers()) {
            for (HeaderField field : mail.message().headers().fields()) {
                line.append(" | ").append(field);
            }
        }
        if (line.length() > LINE_LENGTH_MAX) {
            line.setLength(LINE_LENGTH_MAX);
            line.append("...");
        }
        // What a peer wrote must not begin a line of the log, nor steer a terminal that shows it.
        return CONTROL.matcher(line).replaceAll("?");
    }
}
