package org.postrider.smtp.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postrider.api.mail.DeliverBy;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;

/// MAIL and RCPT as this host may get them: with the parameters of the extensions that it offers. Immutable.
///
/// @param body as which the content goes
/// @param size of the content in octets
/// @param now what BY counts from
record HopEnvelope(Extensions extensions, Mail mail, MailParameters.BodyType body, long size, Instant now) {
    /// RFC 2852 §4: nine digits.
    private static final long SECONDS_MAX = 999_999_999;

    /// Why the host must not get the mail, whatever it would answer.
    Optional<Reply> refusal() {
        MailParameters parameters = mail.envelope().parameters();
        if (parameters.requireTls() && !extensions.has("REQUIRETLS")) {
            // RFC 8689 §4.2.1, §5
            return Optional.of(Reply.of(550, "5.7.30", "The host does not offer REQUIRETLS, which the sender wants"));
        }
        if (size > extensions.sizeMax()) {
            // RFC 1870 §6.2: not even tried.
            return Optional.of(
                    Reply.of(552, "5.3.4", "The host takes messages up to " + extensions.sizeMax() + " octets"));
        }
        return parameters.deliverBy().flatMap(this::tooLate);
    }

    // RFC 2852 §4.1.4.1: what is to come back in time does not go where nobody cares for the time.
    private Optional<Reply> tooLate(DeliverBy by) {
        if (by.mode() != DeliverBy.Mode.RETURN) {
            return Optional.empty();
        }
        if (!extensions.has("DELIVERBY")) {
            return Optional.of(Reply.of(550, "5.3.3", "The host does not offer DELIVERBY, which the sender wants"));
        }
        return seconds(by) <= 0 || seconds(by) < extensions.number("DELIVERBY")
                ? Optional.of(Reply.of(550, "5.4.7", "The time in which the sender wants it delivered is too short"))
                : Optional.empty();
    }

    String mailCommand() {
        MailParameters parameters = mail.envelope().parameters();
        StringBuilder command = new StringBuilder("MAIL FROM:").append(mail.reversePath());
        if (extensions.has("SIZE")) {
            command.append(" SIZE=").append(size);
        }
        switch (body) {
            case SEVEN_BIT -> {
                // What goes without saying.
            }
            // RFC 6152 §3, RFC 3030 §3
            case EIGHT_BIT_MIME, BINARY_MIME -> command.append(" BODY=").append(body.keyword());
        }
        if (isInternationalised() && extensions.has("SMTPUTF8")) {
            command.append(" SMTPUTF8");
        }
        if (extensions.has("DSN")) {
            parameters.ret().ifPresent(ret -> command.append(" RET=").append(ret));
            parameters.envelopeId().ifPresent(id -> command.append(" ENVID=").append(id));
        }
        if (parameters.requireTls()) {
            command.append(" REQUIRETLS");
        }
        // RFC 6710 §4.2
        if (parameters.priority() != 0 && extensions.has("MT-PRIORITY")) {
            command.append(" MT-PRIORITY=").append(parameters.priority());
        }
        if (extensions.has("DELIVERBY")) {
            parameters
                    .deliverBy()
                    .ifPresent(by -> command.append(" BY=")
                            .append(seconds(by))
                            .append(';')
                            .append(by.mode().letter())
                            .append(by.trace() ? "T" : ""));
        }
        return command.toString();
    }

    // RFC 6531 §3.4: whoever said it, an alias of this server may have led to such an address.
    private boolean isInternationalised() {
        return mail.envelope().parameters().smtpUtf8()
                || mail.reversePath().address().stream().anyMatch(MailAddress::needsSmtpUtf8)
                || mail.recipients().stream().anyMatch(HopEnvelope::isInternationalised);
    }

    // RFC 6533 §3: the original recipient too, where it is not in US-ASCII.
    private static boolean isInternationalised(Recipient recipient) {
        return recipient.address().needsSmtpUtf8()
                || recipient.dsn().originalRecipient().stream()
                        .flatMapToInt(String::chars)
                        .anyMatch(c -> c >= 0x80);
    }

    // RFC 3461 §5.2.1: what the sender wants to be told goes along.
    String rcptCommand(Recipient recipient) {
        StringBuilder command =
                new StringBuilder("RCPT TO:<").append(recipient.address()).append('>');
        if (extensions.has("DSN")) {
            DsnRequest asked = recipient.dsn();
            if (!asked.notifyOn().isEmpty()) {
                command.append(" NOTIFY=")
                        .append(asked.notifyOn().stream()
                                .sorted(Comparator.naturalOrder())
                                .map(DsnRequest.Notify::name)
                                .collect(Collectors.joining(",")));
            }
            asked.originalRecipient()
                    .map(address -> extensions.has("SMTPUTF8") ? address : Utf8Address.inAscii(address))
                    .ifPresent(address -> command.append(" ORCPT=").append(address));
        }
        return command.toString();
    }

    private long seconds(DeliverBy by) {
        return Math.clamp(Duration.between(now, by.deadline()).toSeconds(), -SECONDS_MAX, SECONDS_MAX);
    }
}
