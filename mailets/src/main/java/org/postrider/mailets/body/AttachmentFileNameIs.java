package org.postrider.mailets.body;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.mailets.text.Wildcard;
import org.postrider.mime.MimeEntity;

/// Mail with a file whose name is one of some, with `*` and `?`: `match="AttachmentFileNameIs=*.exe,*.scr"`. With `-z`
/// it looks
/// at the names inside zip files too: `match="AttachmentFileNameIs=-z *.exe,*.js"`.
final class AttachmentFileNameIs implements MailMatcher {
    private static final int ENTRIES_MAX = 1_000;
    private static final long UNPACKED_OCTETS_MAX = 50L * 1024 * 1024;

    private final List<Pattern> masks;
    private final boolean intoZip;

    public AttachmentFileNameIs(Config config) {
        this.masks = config.masks();
        this.intoZip = config.intoZip();
    }

    /// @param condition masks, perhaps after `-z`
    record Config(
            @Option(
                    doc =
                            "Names of files between commas, with * and ?; case does not count. Before them perhaps -z: look"
                                    + " into zip files, at the first 1,000 names or 50 MiB.")
            String condition) {
        Config {
            if (condition.replaceFirst("^\\s*-z\\s", "").isBlank()) {
                throw new IllegalArgumentException("say which: AttachmentFileNameIs=*.exe");
            }
        }

        boolean intoZip() {
            return condition.strip().startsWith("-z ");
        }

        List<Pattern> masks() {
            String masks = intoZip() ? condition.strip().substring(3) : condition;
            return Stream.of(masks.split(","))
                    .map(String::strip)
                    .map(Wildcard::pattern)
                    .toList();
        }
    }

    @Override
    public boolean matches(Mail mail) throws IOException {
        for (MimeEntity leaf : Structure.leaves(mail)) {
            Optional<String> name = leaf.fileName();
            if (name.isPresent()
                    && (isWanted(name.get()) || (intoZip && isZip(name.get(), leaf) && hasInside(leaf, mail)))) {
                return true;
            }
        }
        return false;
    }

    private boolean isWanted(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        return masks.stream().anyMatch(mask -> mask.matcher(last.strip()).matches());
    }

    private static boolean isZip(String name, MimeEntity leaf) {
        return name.toLowerCase(Locale.ROOT).endsWith(".zip") || leaf.type().is("application", "zip");
    }

    // What cannot be read, or is too much, has no names.
    private boolean hasInside(MimeEntity leaf, Mail mail) {
        try (InputStream in = leaf.decoded(mail.message().content());
                ZipInputStream zip = new ZipInputStream(in, StandardCharsets.UTF_8)) {
            long unpacked = 0;
            byte[] buffer = new byte[8192];
            for (int i = 0; i < ENTRIES_MAX; i++) {
                ZipEntry entry = zip.getNextEntry();
                if (entry == null) {
                    return false;
                }
                if (isWanted(entry.getName())) {
                    return true;
                }
                for (int count = zip.read(buffer); count >= 0; count = zip.read(buffer)) {
                    unpacked += count;
                    if (unpacked > UNPACKED_OCTETS_MAX) {
                        return false;
                    }
                }
            }
        } catch (IOException | IllegalArgumentException _) {
            // No zip, or a damaged one.
        }
        return false;
    }
}
