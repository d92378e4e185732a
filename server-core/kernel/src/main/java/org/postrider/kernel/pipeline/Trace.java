package org.postrider.kernel.pipeline;

import java.util.List;
import java.util.Optional;

/// The way of a mail through the processors.
///
/// @param steps in the order in which they were gone
/// @param fates what would become of each recipient
/// @param cut there were more steps than are told
public record Trace(List<TracedStep> steps, List<Fate> fates, boolean cut) {
    public Trace {
        steps = List.copyOf(steps);
        fates = List.copyOf(fates);
    }

    /// A mail at a mailet.
    ///
    /// @param name `root[3] AddFooter`
    /// @param match as in the configuration
    /// @param matched the recipients for whom the mailet is; nobody, where the mail passes it by
    /// @param others those that pass it by
    /// @param answers what the mailet said, a sentence for each part of the mail
    /// @param changes what it changed, a line each
    /// @param deeds what it would have done elsewhere
    /// @param failure what the matcher or the mailet threw
    public record TracedStep(
            String name,
            String match,
            List<String> matched,
            List<String> others,
            List<String> answers,
            List<String> changes,
            List<String> deeds,
            Optional<String> failure) {
        public TracedStep {
            matched = List.copyOf(matched);
            others = List.copyOf(others);
            answers = List.copyOf(answers);
            changes = List.copyOf(changes);
            deeds = List.copyOf(deeds);
        }
    }
}
