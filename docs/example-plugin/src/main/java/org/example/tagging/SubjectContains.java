package org.example.tagging;

import java.util.List;
import java.util.Locale;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.api.plugin.About;

/// Matches mail whose subject has one of some words, ignoring case: `match="SubjectContains=invoice,receipt"`.
@About("Takes mail with one of these words in the subject.")
public final class SubjectContains implements MailMatcher {
    private final List<String> words;

    public SubjectContains(Config config) {
        this.words =
                config.words().stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    }

    /// The text after `=`.
    public record Config(@Option(doc = "The words, between commas.") List<String> words) {
        public Config {
            words = List.copyOf(words);
            if (words.isEmpty()) {
                throw new IllegalArgumentException("say which words: SubjectContains=invoice,receipt");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) {
        String subject =
                mail.message().headers().first("Subject").orElse("").toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(subject::contains);
    }
}
