package org.postrider.kernel.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.kernel.rehearsal.Rehearsal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The processors, ready to run. Immutable: a changed configuration is another pipeline, and a mail ends its way on
/// the one on which it began.
public final class Pipeline {
    /// Where an accepted mail begins.
    public static final String ROOT = "root";
    /// Where mail goes on which something fails.
    public static final String ERROR = "error";
    /// Where mail goes that another host refused.
    public static final String BOUNCES = "bounces";
    /// The attribute that tells the `error` processor what happened.
    public static final String ERROR_ATTRIBUTE = "postrider.error";

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    // A mail that changes processors more often goes in a circle.
    private static final int PROCESSORS_MAX = 50;
    // A mailet that doubles a mail on its way round would make more of it than anybody can hold.
    private static final int ENTRANCES_MAX = 20_000;
    private static final int CAUSE_LENGTH_MAX = 500;
    private static final Reply IN_A_CIRCLE = Reply.of(554, "5.4.6", "the mail goes in a circle inside the server");
    private static final Reply NO_DIRECTORY = Reply.of(451, "4.4.3", "the directory of users cannot be asked now");
    private static final Reply CANNOT_PROCESS = Reply.of(451, "4.3.0", "the mail cannot be processed now");

    private final Map<String, List<Step>> processors;

    Pipeline(Map<String, List<Step>> processors) {
        this.processors = Map.copyOf(processors);
    }

    public Set<String> processors() {
        return processors.keySet();
    }

    /// Runs a mail through a processor and those to which it leads.
    ///
    /// Throws nothing that a matcher or mailet throws: where even the `error` processor fails, the mail is to
    /// be tried again later.
    ///
    /// @return for each recipient, those that mailets made of it included, one fate
    public List<Fate> run(Mail mail, String processor) {
        return new Run(Watcher.NOBODY, Mailet::service).through(mail, processor);
    }

    /// Runs a mail as [#run] does.
    ///
    /// @param steps takes the steps that were for the mail, 200 at most
    public List<Fate> run(Mail mail, String processor, List<WayStep> steps) {
        WayNotes notes = new WayNotes(mail);
        List<Fate> fates = new Run(notes, Mailet::service).through(mail, processor);
        steps.addAll(notes.steps());
        return fates;
    }

    /// Runs a mail as [#run] does, but without any effect, and tells each step of its way.
    public Trace rehearse(Mail mail, String processor) {
        Rehearsal rehearsal = new Rehearsal();
        Tracer tracer = new Tracer(rehearsal);
        Run run = new Run(tracer, (mailet, each) -> rehearsal.run(() -> mailet.rehearse(each)));
        try {
            return tracer.trace(rehearsal.run(() -> run.through(mail, processor)));
        } catch (Exception e) {
            // What mailets and matchers throw does not come here.
            throw new IllegalStateException("the rehearsal of " + mail.id() + " failed", e);
        }
    }

    /// One mail's way. Confined to one thread.
    private final class Run {
        private final Deque<Work> open = new ArrayDeque<>();
        private final List<Fate> fates = new ArrayList<>();
        private final Watcher watcher;
        private final Call call;
        private int entrances;

        Run(Watcher watcher, Call call) {
            this.watcher = watcher;
            this.call = call;
        }

        List<Fate> through(Mail mail, String processor) {
            enter(mail, processor, new Visited(0, Set.of()));
            while (!open.isEmpty()) {
                step(open.pop());
            }
            return fates;
        }

        private void enter(Mail mail, String processor, Visited visited) {
            List<Step> steps = processors.get(processor);
            Mail entering = mail;
            if (steps == null) {
                // Reloading may have removed a processor that a waiting mail, or a mailet, names.
                tell("{} is meant for the processor '{}', which does not exist", mail.id(), processor);
                steps = processors.getOrDefault(ERROR, List.of());
                entering = mail.withAttribute(ERROR_ATTRIBUTE, "there is no processor '" + processor + "'");
            }
            if (visited.count() > PROCESSORS_MAX || ++entrances > ENTRANCES_MAX) {
                fates.add(new Fate.Bounced(mail, IN_A_CIRCLE));
            } else {
                open.push(new Work(entering, processor, steps, 0, visited));
            }
        }

        private void step(Work work) {
            if (work.index() == work.steps().size()) {
                tell(
                        "{} fell off the end of the processor '{}'; it is tried again",
                        work.mail().id(),
                        work.processor());
                fates.add(new Fate.Retried(work.mail(), work.processor(), CANNOT_PROCESS));
                return;
            }
            Step step = work.steps().get(work.index());
            List<Recipient> matched;
            try {
                matched = step.matched(work.mail());
            } catch (DirectoryUnavailableException e) {
                waitForDirectory(step, work, e);
                return;
            } catch (Exception e) {
                tell("the matcher of {} failed on {}", step.name(), work.mail().id(), e);
                watcher.failed(step, work.mail(), e);
                afterFailedMatch(step, work, e);
                return;
            }
            watcher.matched(step, work.mail(), matched);
            split(step, work, matched);
        }

        private void split(Step step, Work work, List<Recipient> matched) {
            Set<Recipient> taken = Set.copyOf(matched);
            List<Recipient> others = work.mail().recipients().stream()
                    .filter(recipient -> !taken.contains(recipient))
                    .toList();
            if (!others.isEmpty()) {
                open.push(work.next(work.mail().withRecipients(others)));
            }
            if (!matched.isEmpty()) {
                service(step, others.isEmpty() ? work : work.with(work.mail().withRecipients(matched)));
            }
        }

        // No mail comes back because a database is down: it enters the processor again later.
        private void waitForDirectory(Step step, Work work, DirectoryUnavailableException cause) {
            if (!Rehearsal.isUnderWay()) {
                LOG.warn("{} cannot go on with {}: {}", step.name(), work.mail().id(), cause.getMessage());
            }
            watcher.failed(step, work.mail(), cause);
            fates.add(new Fate.Retried(work.mail(), work.processor(), NO_DIRECTORY));
        }

        private void afterFailedMatch(Step step, Work work, Exception cause) {
            switch (step.onMatchException()) {
                case Step.OnMatchException.NoMatch() -> open.push(work.next(work.mail()));
                case Step.OnMatchException.MatchAll() -> service(step, work);
                case Step.OnMatchException.ToProcessor(var processor) -> fail(work, processor, cause);
            }
        }

        private void service(Step step, Work work) {
            List<Outcome> outcomes = new ArrayList<>();
            try {
                // All of it is looked at before any of it counts.
                gather(call.service(step.mailet(), work.mail()), outcomes);
            } catch (DirectoryUnavailableException e) {
                waitForDirectory(step, work, e);
                return;
            } catch (Exception e) {
                tell("{} failed on {}", step.name(), work.mail().id(), e);
                watcher.failed(step, work.mail(), e);
                if (step.onMailetException().isEmpty()) {
                    open.push(work.next(work.mail()));
                } else {
                    fail(work, step.onMailetException().get(), e);
                }
                return;
            }
            watcher.answered(step, work.mail(), outcomes);
            outcomes.forEach(outcome -> carry(outcome, work));
        }

        // The mailet is a plugin's, which NullAway has not seen.
        private static void gather(@Nullable Outcome outcome, List<Outcome> gathered) {
            if (outcome instanceof Outcome.Split(var parts)) {
                if (parts.isEmpty()) {
                    throw new IllegalStateException("the mailet answered a split into nothing");
                }
                parts.forEach(part -> gather(part, gathered));
            } else if (outcome == null) {
                throw new IllegalStateException("the mailet answered null");
            } else {
                gathered.add(outcome);
            }
        }

        private void carry(Outcome outcome, Work work) {
            switch (outcome) {
                case Outcome.Continue(var mail) -> open.push(work.next(mail));
                case Outcome.ToProcessor(var mail, var processor) ->
                    enter(mail, processor, work.visited().another());
                case Outcome.Split(var parts) -> parts.forEach(part -> carry(part, work));
                case Outcome.Store(var mail, var mailbox, var flags) ->
                    fates.add(new Fate.Stored(mail, mailbox, flags));
                case Outcome.Relay(var mail, var route) -> fates.add(new Fate.Relayed(mail, route));
                case Outcome.Bounce(var mail, var reason) -> fates.add(new Fate.Bounced(mail, reason));
                case Outcome.Retry(var mail, var reason) -> fates.add(new Fate.Retried(mail, work.processor(), reason));
                case Outcome.Expanded(var mail) -> fates.add(new Fate.Expanded(mail));
                case Outcome.Delay(var mail, var until, var reason) ->
                    fates.add(new Fate.Delayed(mail, work.processor(), until, reason));
                case Outcome.Discard(var mail, var reason) -> fates.add(new Fate.Discarded(mail, reason));
                case Outcome.Done(var mail, var destination) -> fates.add(new Fate.Done(mail, destination));
            }
        }

        private void fail(Work work, String processor, Exception cause) {
            if (work.processor().equals(processor) || work.visited().fledTo().contains(processor)) {
                // What is there for failures fails itself: the mail waits until that is mended.
                fates.add(new Fate.Retried(work.mail(), processor, CANNOT_PROCESS));
            } else {
                Mail told = work.mail().withAttribute(ERROR_ATTRIBUTE, shown(cause));
                enter(told, processor, work.visited().fleeingTo(processor));
            }
        }

        // A rehearsal tells whoever asked for it, and nobody else.
        private static void tell(String message, Object... arguments) {
            if (!Rehearsal.isUnderWay()) {
                LOG.error(message, arguments);
            }
        }

        private static String shown(Exception cause) {
            String text = cause.toString();
            return text.length() > CAUSE_LENGTH_MAX ? text.substring(0, CAUSE_LENGTH_MAX) + "..." : text;
        }
    }

    /// How a mailet is asked.
    @FunctionalInterface
    private interface Call {
        Outcome service(Mailet mailet, Mail mail) throws Exception;
    }

    /// @param index of the step that is next
    private record Work(Mail mail, String processor, List<Step> steps, int index, Visited visited) {
        Work next(Mail changed) {
            return new Work(changed, processor, steps, index + 1, visited);
        }

        Work with(Mail changed) {
            return new Work(changed, processor, steps, index, visited);
        }
    }

    /// Where a mail has been in this run.
    ///
    /// @param count of the changes of processor
    /// @param fledTo processors to which it went because something failed
    private record Visited(int count, Set<String> fledTo) {
        Visited another() {
            return new Visited(count + 1, fledTo);
        }

        Visited fleeingTo(String processor) {
            Set<String> more = new HashSet<>(fledTo);
            more.add(processor);
            return new Visited(count + 1, Set.copyOf(more));
        }
    }
}
