package org.postrider.kernel.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Outcome;

/// Notes the steps that a mail takes, as cheaply as it goes: steps that pass it by are not looked at, and messages
/// are not compared but recognised. Confined to one thread.
final class WayNotes implements Watcher {
    private static final int STEPS_MAX = 200;
    private static final int RECIPIENTS_MAX = 100;

    private final List<Recipient> atFirst;
    private final List<WayStep> steps = new ArrayList<>();

    WayNotes(Mail mail) {
        this.atFirst = mail.recipients();
    }

    List<WayStep> steps() {
        return steps;
    }

    @Override
    public void matched(Step step, Mail mail, List<Recipient> matched) {}

    @Override
    public void answered(Step step, Mail mail, List<Outcome> outcomes) {
        if (steps.size() == STEPS_MAX) {
            return;
        }
        List<String> answers = new ArrayList<>();
        Set<String> changed = new LinkedHashSet<>();
        Set<Recipient> after = new LinkedHashSet<>();
        for (Outcome outcome : outcomes) {
            if (!(outcome instanceof Outcome.Continue)) {
                answers.add(Sentences.of(outcome));
            }
            Mail now = Sentences.mail(outcome);
            addChanges(mail, now, changed);
            if (!(outcome instanceof Outcome.Expanded)) {
                // Others are in their place.
                after.addAll(now.recipients());
            }
        }
        List<Recipient> before = mail.recipients();
        boolean same = after.size() == before.size() && after.containsAll(before);
        steps.add(new WayStep(
                step.name(),
                step.match(),
                before.equals(atFirst) ? List.of() : texts(before),
                answers,
                List.copyOf(changed),
                same ? List.of() : texts(others(before, after)),
                same ? List.of() : texts(others(List.copyOf(after), new HashSet<>(before))),
                Optional.empty()));
    }

    @Override
    public void failed(Step step, Mail mail, Exception cause) {
        if (steps.size() < STEPS_MAX) {
            steps.add(new WayStep(
                    step.name(),
                    step.match(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.of(cause.toString())));
        }
    }

    private static void addChanges(Mail before, Mail now, Set<String> changed) {
        if (now.message() != before.message()) {
            changed.add("message");
        }
        if (!now.reversePath().equals(before.reversePath())) {
            changed.add("sender");
        }
        if (!now.envelope().parameters().equals(before.envelope().parameters())) {
            changed.add("parameters");
        }
        if (!now.attributes().equals(before.attributes())) {
            changed.add("attributes");
        }
    }

    private static List<Recipient> others(List<Recipient> all, Set<Recipient> without) {
        return all.stream().filter(each -> !without.contains(each)).toList();
    }

    private static List<String> texts(List<Recipient> recipients) {
        List<String> texts = new ArrayList<>();
        recipients.stream().limit(RECIPIENTS_MAX).forEach(each -> texts.add(each.toString()));
        if (recipients.size() > RECIPIENTS_MAX) {
            texts.add("and " + (recipients.size() - RECIPIENTS_MAX) + " more");
        }
        return texts;
    }
}
