package org.postrider.mailets.program;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.transport.Transport;

/// Transport `pipe`: gives mail to a program of this machine, whose exit code says what became of it (sysexits). The
/// hosts of a route are the names of `<program>`s. Thread-safe.
///
/// The program gets the message at its input, with Return-Path, and in its environment MAIL_SENDER (empty for none),
/// MAIL_RECIPIENT (where it runs for each), MAIL_RECIPIENTS (one a line), MAIL_ID and PATH; nothing else. What it
/// writes
/// is cut short and told to the sender with a failure.
public final class PipeTransport implements Transport {
    private final Map<String, Program> programs = new LinkedHashMap<>();

    public PipeTransport(Config config) {
        config.program().forEach(each -> programs.put(each.name(), new Program(each)));
    }

    /// `<transport name="pipe">`
    public record Config(
            @Option(doc = "A program, for transport pipe.") List<ProgramConfig> program) {
        public Config {
            program = List.copyOf(program);
            if (program.stream().map(ProgramConfig::name).distinct().count() < program.size()) {
                throw new IllegalArgumentException("two programs have the same name; change one");
            }
        }
    }

    @Override
    public int defaultPort() {
        return 0;
    }

    @Override
    public boolean usesNetwork() {
        return false;
    }

    // The program has it, and nobody tells us more.
    @Override
    public boolean isFinal() {
        return true;
    }

    @Override
    public Report deliver(Target target, Mail mail) {
        Program program = programs.get(target.host());
        if (program == null) {
            // RFC 3463 §3.4: 4.3.5, the system is not configured for it; whoever runs it can still mend that.
            return new Report.Unreachable(
                    Reply.of(451, "4.3.5", "there is no program " + target.host() + " in the transport pipe"));
        }
        Map<Recipient, Reply> replies = new HashMap<>();
        if (program.eachRecipient()) {
            for (Recipient recipient : mail.recipients()) {
                replies.put(recipient, program.run(mail.withRecipients(List.of(recipient))));
            }
        } else {
            Reply reply = program.run(mail);
            mail.recipients().forEach(recipient -> replies.put(recipient, reply));
        }
        return Report.Answered.of(replies);
    }
}
