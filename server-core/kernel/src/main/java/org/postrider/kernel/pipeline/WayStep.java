package org.postrider.kernel.pipeline;

import java.util.List;
import java.util.Optional;

/// A step that a mail took: a mailet that was for it.
///
/// @param name `root[3] AddFooter`
/// @param match as in the configuration
/// @param recipients for whom the mailet was; empty where for all with whom the mail came
/// @param answers what the mailet said, where it is more than that the mail goes on
/// @param changed `message`, `sender`, `parameters` or `attributes`
/// @param without recipients that it had before and not after
/// @param with recipients that it had after and not before
/// @param failure what the matcher or the mailet threw
public record WayStep(
        String name,
        String match,
        List<String> recipients,
        List<String> answers,
        List<String> changed,
        List<String> without,
        List<String> with,
        Optional<String> failure) {
    public WayStep {
        recipients = List.copyOf(recipients);
        answers = List.copyOf(answers);
        changed = List.copyOf(changed);
        without = List.copyOf(without);
        with = List.copyOf(with);
    }
}
