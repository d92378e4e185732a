package org.postrider.mailets.content;

import java.io.IOException;
import java.util.Locale;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Puts a text below the message: below its first plain text and its first HTML. Signed and encrypted messages stay as
/// they are.
///
/// ```xml
/// <mailet match="SenderHostIsLocal" class="AddFooter"><text>Example Ltd., 1 Main Street</text></mailet>
/// ```
final class AddFooter implements Mailet {
    private final Config config;

    public AddFooter(Config config) {
        this.config = config;
    }

    /// @param text in lines
    record Config(
            @Option(doc = "The text; line breaks stay.") String text) {}

    @Override
    public Outcome service(Mail mail) throws IOException {
        boolean[] done = new boolean[2];
        return new Outcome.Continue(TextParts.changed(mail, (entity, text) -> {
            int kind = TextParts.isHtml(entity) ? 1 : 0;
            if (done[kind]) {
                return text;
            }
            done[kind] = true;
            return kind == 1 ? belowHtml(text) : below(text);
        }));
    }

    private String below(String text) {
        return text + (text.endsWith("\n") ? "" : "\n") + config.text().strip() + "\n";
    }

    private String belowHtml(String html) {
        String footer = "<br><div>" + Html.escaped(config.text().strip()) + "</div>\n";
        int end = html.toLowerCase(Locale.ROOT).lastIndexOf("</body>");
        return end < 0 ? html + footer : html.substring(0, end) + footer + html.substring(end);
    }
}
