package org.postrider.mailets.flow;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Matcher;
import org.postrider.api.state.StateStore;

/// Mail of a sender from whom more than so many mails came within a time, this one counted: `match="RateIs=sender
/// 100/1h"`; or
/// from one client, to one recipient, or of all mail: `match="RateIs=client 50/10m"`, `match="RateIs=recipient 20/1m"`,
/// `match="RateIs=all 5000/1m"`.
/// Each place counts for itself, and the counts are kept across restarts.
final class RateIs implements Matcher {
    private final Rule rule;
    private final Rate rate;

    public RateIs(Config config, StateStore store, InstantSource clock) throws IOException {
        this.rule = Rule.parse(config.rate());
        this.rate = new Rate(store, "rate-is " + config.rate().strip(), rule.count(), rule.period(), clock);
    }

    /// @param rate what, how many, within what time
    record Config(
            @Option(doc = "sender, client, recipient or all, a number, a slash, and a time such as 30s, 10m, 1h or 1d.")
            String rate) {
        Config {
            Rule.parse(rate);
        }
    }

    private record Rule(String what, int count, Duration period) {
        private static final Pattern SYNTAX =
                Pattern.compile("(sender|client|recipient|all)\\s+([1-9]\\d{0,8})\\s*/\\s*(\\d{1,6})(s|m|h|d)");

        static Rule parse(String text) {
            java.util.regex.Matcher parts = SYNTAX.matcher(text.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException("'" + text + "' is no rate: write RateIs=sender 100/1h");
            }
            Duration unit = Duration.parse(
                    parts.group(4).equals("d") ? "P1D" : "PT1" + parts.group(4).toUpperCase(Locale.ROOT));
            Duration period = unit.multipliedBy(Integer.parseInt(parts.group(3)));
            if (period.isZero()) {
                throw new IllegalArgumentException("the time is more than 0");
            }
            return new Rule(parts.group(1), Integer.parseInt(parts.group(2)), period);
        }
    }

    @Override
    public List<Recipient> match(Mail mail) throws IOException {
        return switch (rule.what()) {
            case "recipient" -> recipients(mail);
            case "client" -> whole(mail, mail.origin().client().map(InetAddress::getHostAddress));
            case "all" -> whole(mail, Optional.of(""));
            default ->
                whole(
                        mail,
                        mail.origin()
                                .user()
                                .or(() -> mail.reversePath().address())
                                .map(RateIs::key));
        };
    }

    private List<Recipient> whole(Mail mail, Optional<String> key) throws IOException {
        return key.isPresent() && !rate.take(key.get(), 1) ? mail.recipients() : List.of();
    }

    private List<Recipient> recipients(Mail mail) throws IOException {
        List<Recipient> matched = new ArrayList<>();
        for (Recipient recipient : mail.recipients()) {
            if (!rate.take(key(recipient.address()), 1)) {
                matched.add(recipient);
            }
        }
        return matched;
    }

    private static String key(MailAddress address) {
        return address.toString().toLowerCase(Locale.ROOT);
    }
}
