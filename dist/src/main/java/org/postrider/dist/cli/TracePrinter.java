package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Shows a mail's way through the pipeline on a terminal.
final class TracePrinter {
    private TracePrinter() {}

    /// @param all also mailets that the mail passes by
    static void print(PrintWriter out, Map<String, Object> answer, boolean all) {
        for (Object step : list(answer.get("steps"))) {
            if (step instanceof Map<?, ?> members) {
                step(out, members, all);
            }
        }
        if (Boolean.TRUE.equals(answer.get("cut"))) {
            out.println("... and more steps");
        }
        out.println();
        for (Object end : list(answer.get("ends"))) {
            if (end instanceof Map<?, ?> members) {
                Object where = members.get("where");
                out.println(members.get("recipient") + " is " + members.get("end")
                        + (String.valueOf(where).isEmpty() ? "" : ": " + where));
            }
        }
    }

    private static void step(PrintWriter out, Map<?, ?> step, boolean all) {
        List<?> matched = list(step.get("matched"));
        boolean passedBy = matched.isEmpty() && step.get("failure") == null;
        if (passedBy && !all) {
            return;
        }
        out.println(step.get("step") + "   " + step.get("match") + (passedBy ? "   passed by" : ""));
        if (!list(step.get("others")).isEmpty() && !passedBy) {
            out.println("    for " + joined(matched) + "; not for " + joined(list(step.get("others"))));
        }
        list(step.get("changes")).forEach(change -> out.println("    " + change));
        list(step.get("deeds")).forEach(deed -> out.println("    would do: it " + deed));
        list(step.get("answers")).forEach(answer -> out.println("    => " + answer));
        if (step.get("failure") != null) {
            out.println("    => fails: " + step.get("failure"));
        }
    }

    private static String joined(List<?> texts) {
        return String.join(", ", texts.stream().map(String::valueOf).toList());
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
