package org.postrider.mailets.body;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.api.plugin.AlsoNamed;
import org.postrider.mime.MimeEntity;

/// Mail with a part, at any depth, of one of some types: `match="HasMimeTypeAnySubPart=application/pdf,image/*"`.
@AlsoNamed({"HasMimeTypeAnySubtype", "PartHasContentType"})
final class HasMimeTypeAnySubPart implements MailMatcher {
    private final Config config;

    public HasMimeTypeAnySubPart(Config config) {
        this.config = config;
    }

    /// @param types any of them
    record Config(
            @Option(doc = "Types between commas, such as text/html or image/*.")
            List<String> types) {
        Config {
            types = types.stream().map(type -> type.toLowerCase(Locale.ROOT)).toList();
            if (types.isEmpty()) {
                throw new IllegalArgumentException("say which: HasMimeTypeAnySubPart=application/pdf");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) throws IOException {
        return isWanted(MimeEntity.of(mail.message()));
    }

    private boolean isWanted(MimeEntity entity) {
        return config.types().contains(entity.type().toString())
                || config.types().contains(entity.type().type() + "/*")
                || entity.children().stream().anyMatch(this::isWanted);
    }
}
