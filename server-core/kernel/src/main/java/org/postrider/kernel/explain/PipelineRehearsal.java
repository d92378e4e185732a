package org.postrider.kernel.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.kernel.outbound.Routes;
import org.postrider.kernel.pipeline.Fate;
import org.postrider.kernel.pipeline.LivePipeline;
import org.postrider.kernel.pipeline.Sentences;
import org.postrider.kernel.pipeline.Trace;
import org.postrider.kernel.pipeline.Trace.TracedStep;

/// Sends mails through the pipeline without effect, to see what would become of them. Thread-safe.
public final class PipelineRehearsal {
    private final LivePipeline pipeline;
    private final Routes routes;

    /// @param pipeline the one that runs at the moment
    public PipelineRehearsal(LivePipeline pipeline, Routes routes) {
        this.pipeline = pipeline;
        this.routes = routes;
    }

    /// The names of the processors.
    public Set<String> processors() {
        return pipeline.processors();
    }

    /// @param processor where the mail begins; one of [#processors()]
    public Rehearsed rehearse(Mail mail, String processor) {
        try (LivePipeline.Visit visit = pipeline.enter()) {
            return told(visit.pipeline().rehearse(mail, processor));
        }
    }

    private Rehearsed told(Trace trace) {
        List<End> ends = new ArrayList<>();
        for (Fate fate : trace.fates()) {
            if (fate instanceof Fate.Relayed relayed) {
                for (Fate.Relayed part : routes.spread(relayed.mail(), relayed.route())) {
                    String way = part.mail()
                            .attribute(Routes.ROUTE_ATTRIBUTE)
                            .map(name -> "the route " + name)
                            .orElseGet(() -> Sentences.where(part));
                    add(ends, part, way);
                }
            } else {
                add(ends, fate, Sentences.where(fate));
            }
        }
        return new Rehearsed(trace.steps(), ends, trace.cut());
    }

    private static void add(List<End> ends, Fate fate, String where) {
        for (Recipient recipient : fate.mail().recipients()) {
            ends.add(new End(
                    recipient.address().toString(),
                    Sentences.end(fate),
                    where,
                    fate.mail().reversePath().toString(),
                    fate.mail().message().headers().fields()));
        }
    }

    /// What was seen.
    ///
    /// @param cut there were more steps than are told
    public record Rehearsed(List<TracedStep> steps, List<End> ends, boolean cut) {
        public Rehearsed {
            steps = List.copyOf(steps);
            ends = List.copyOf(ends);
        }
    }

    /// The end of the way to one recipient.
    ///
    /// @param end `stored`, `relayed`, `bounced`, `retried`, `expanded`, `delayed`, `discarded` or `done`
    /// @param where the mailbox, the way, the reply, the reason
    /// @param header of the message as it is then
    public record End(String recipient, String end, String where, String sender, List<HeaderField> header) {
        public End {
            header = List.copyOf(header);
        }
    }
}
