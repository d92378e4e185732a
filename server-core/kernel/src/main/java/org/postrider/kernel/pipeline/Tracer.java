package org.postrider.kernel.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Outcome;
import org.postrider.kernel.pipeline.Trace.TracedStep;
import org.postrider.kernel.rehearsal.Rehearsal;

/// Writes down the way of one mail. Confined to one thread.
final class Tracer implements Watcher {
    private static final int STEPS_MAX = 2000;

    private final Rehearsal rehearsal;
    private final List<TracedStep> steps = new ArrayList<>();
    private boolean cut;
    /// For whom the step is that was matched last and has not answered.
    private @Nullable Matched open;

    Tracer(Rehearsal rehearsal) {
        this.rehearsal = rehearsal;
    }

    Trace trace(List<Fate> fates) {
        return new Trace(steps, fates, cut);
    }

    @Override
    public void matched(Step step, Mail mail, List<Recipient> matched) {
        List<String> others = mail.recipients().stream()
                .filter(recipient -> !matched.contains(recipient))
                .map(Recipient::toString)
                .toList();
        Matched now = new Matched(texts(matched), others);
        if (matched.isEmpty()) {
            add(step, now, List.of(), List.of(), Optional.empty());
        } else {
            open = now;
        }
    }

    @Override
    public void answered(Step step, Mail mail, List<Outcome> outcomes) {
        List<String> answers = new ArrayList<>();
        List<String> changes = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            answers.add(Sentences.of(outcome));
            changes.addAll(MailChanges.between(mail, Sentences.mail(outcome)));
        }
        add(step, taken(mail), answers, changes, Optional.empty());
    }

    @Override
    public void failed(Step step, Mail mail, Exception cause) {
        add(step, taken(mail), List.of(), List.of(), Optional.of(cause.toString()));
    }

    // A matcher that failed has said of nobody whether he matches.
    private Matched taken(Mail mail) {
        Matched matched = open == null ? new Matched(texts(mail.recipients()), List.of()) : open;
        open = null;
        return matched;
    }

    private void add(Step step, Matched matched, List<String> answers, List<String> changes, Optional<String> failure) {
        List<String> deeds = rehearsal.takeNotes();
        if (steps.size() == STEPS_MAX) {
            cut = true;
            return;
        }
        steps.add(new TracedStep(
                step.name(), step.match(), matched.matched(), matched.others(), answers, changes, deeds, failure));
    }

    private static List<String> texts(List<Recipient> recipients) {
        return recipients.stream().map(Recipient::toString).toList();
    }

    private record Matched(List<String> matched, List<String> others) {}
}
