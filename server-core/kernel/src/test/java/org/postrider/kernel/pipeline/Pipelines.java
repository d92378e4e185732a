package org.postrider.kernel.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;

/// Pipelines for tests of what stands around them.
public final class Pipelines {
    private Pipelines() {}

    /// One mailet for everybody in `root`; where it throws, the mail waits in `error`.
    public static Pipeline of(Mailet root) {
        return of(Map.of(Pipeline.ROOT, List.of(root)));
    }

    /// Processors, each with its mailets, all of them for everybody.
    public static Pipeline of(Map<String, List<Mailet>> processors) {
        Map<String, List<Step>> steps = new LinkedHashMap<>();
        processors.forEach((name, mailets) ->
                steps.put(name, mailets.stream().map(Pipelines::step).toList()));
        return new Pipeline(steps);
    }

    private static Step step(Mailet mailet) {
        return new Step(
                "a step",
                "All",
                Mail::recipients,
                false,
                mailet,
                new Step.OnMatchException.ToProcessor(Pipeline.ERROR),
                Optional.of(Pipeline.ERROR));
    }
}
