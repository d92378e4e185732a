package org.postrider.mailets.content;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mailets.text.FieldText;
import org.postrider.mime.ContentType;
import org.postrider.mime.MimeEntity;

/// Notes in a header field what a delivery report (RFC 3464) says: `hard` or `soft`, the status, and in a word why.
///
/// ```xml
/// <mailet match="SenderIsNull" class="ClassifyBounce"><headerName>X-Bounce</headerName></mailet>
/// ```
final class ClassifyBounce implements Mailet {
    private static final Pattern STATUS = Pattern.compile("(?im)^Status:\\s*([245])\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final int REPORT_OCTETS_MAX = 64 * 1024;

    private final Config config;

    public ClassifyBounce(Config config) {
        this.config = config;
    }

    /// @param headerName of the field
    record Config(
            @Option(doc = "The field's name.", defaultValue = "X-Bounce-Class")
            String headerName) {
        Config {
            FieldText.field(headerName, "checked");
        }
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        boolean report = mail.message()
                .headers()
                .first("Content-Type")
                .map(ContentType::parse)
                .filter(type -> type.is("multipart", "report"))
                .isPresent();
        if (!report) {
            return new Outcome.Continue(mail);
        }
        Optional<String> found = classified(mail);
        return new Outcome.Continue(found.map(value -> mail.withMessage(mail.message()
                        .withHeaders(mail.message().headers().set(FieldText.field(config.headerName(), value)))))
                .orElse(mail));
    }

    private static Optional<String> classified(Mail mail) throws IOException {
        Content message = mail.message().content();
        for (MimeEntity part : MimeEntity.of(mail.message()).children()) {
            if (part.type().is("message", "delivery-status") || part.type().is("message", "global-delivery-status")) {
                java.util.regex.Matcher status = STATUS.matcher(part.text(message, REPORT_OCTETS_MAX));
                if (status.find()) {
                    return Optional.of(words(status.group(1), status.group(2), status.group(3)));
                }
            }
        }
        return Optional.empty();
    }

    // RFC 3463 §3
    private static String words(String kind, String subject, String detail) {
        String how = switch (kind) {
            case "5" -> "hard";
            case "4" -> "soft";
            default -> "none";
        };
        String why = switch (subject) {
            case "1" ->
                detail.equals("1") || detail.equals("6")
                        ? "no-such-user"
                        : detail.equals("2") ? "no-such-host" : "address";
            case "2" -> detail.equals("2") ? "mailbox-full" : "mailbox";
            case "3" -> "mail-system";
            case "4" -> "network";
            case "5" -> "protocol";
            case "6" -> "content";
            case "7" -> "policy";
            default -> "other";
        };
        return how + " " + kind + "." + subject + "." + detail + " " + why;
    }
}
