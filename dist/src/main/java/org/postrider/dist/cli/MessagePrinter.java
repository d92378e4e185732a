package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells on a terminal what happened to mails.
final class MessagePrinter {
    private final PrintWriter out;
    private final boolean way;

    /// @param way also the steps of the pipeline
    MessagePrinter(PrintWriter out, boolean way) {
        this.out = out;
        this.way = way;
    }

    void mail(Map<String, Object> mail) {
        if (mail.get("received") instanceof Map<?, ?> received) {
            out.println(mail.get("id") + "  from " + sender(received) + "  " + received.get("size") + " octets");
        } else {
            out.println(mail.get("id") + "  (received before the history begins)");
        }
        for (Object event : list(mail.get("events"))) {
            if (event instanceof Map<?, ?> members) {
                event(members);
            }
        }
        if (Boolean.TRUE.equals(mail.get("cut"))) {
            out.println("    ... there are earlier events");
        }
        list(mail.get("gaps")).forEach(this::gap);
        for (Object end : list(mail.get("ends"))) {
            if (end instanceof Map<?, ?> members) {
                out.println("  = " + end(members));
            }
        }
        out.println();
    }

    private void event(Map<?, ?> event) {
        String told = told(event);
        if (!told.isEmpty()) {
            out.println("    " + event.get("time") + "  " + told);
        }
        for (Object step : way ? list(event.get("steps")) : List.of()) {
            if (step instanceof Map<?, ?> members) {
                step(members);
            }
        }
    }

    private String told(Map<?, ?> event) {
        String to = joined(event.get("to"));
        return switch (text(event, "event")) {
            case "received" ->
                "received for " + to + " by " + event.get("protocol")
                        + (event.get("client") == null ? "" : " from " + event.get("client"))
                        + (event.get("user") == null ? "" : " as " + event.get("user"));
            case "processed" -> way ? "processed as " + event.get("id") : "";
            case "queued" -> "queued for " + to + ": " + event.get("way");
            case "delivered" -> "delivered to " + to + ": " + event.get("mailbox");
            case "sent" -> "sent to " + to + " by " + event.get("host") + ": " + event.get("reply");
            case "deferred" -> "deferred for " + to + ": " + event.get("reply");
            case "bounced" ->
                "bounced for " + to + ": " + event.get("reply")
                        + (event.get("report") == null ? "" : "; the report to the sender is " + event.get("report"));
            case "discarded" -> "discarded for " + to + ": " + event.get("reason");
            default -> text(event, "event") + " " + to;
        };
    }

    private void step(Map<?, ?> step) {
        StringBuilder line = new StringBuilder("        ");
        line.append(step.get("step")).append("   ").append(step.get("match"));
        add(line, "   for ", step.get("for"));
        add(line, "   changes ", step.get("changed"));
        add(line, "   takes away ", step.get("without"));
        add(line, "   adds ", step.get("with"));
        add(line, "   => ", step.get("answers"));
        if (step.get("failure") != null) {
            line.append("   fails: ").append(step.get("failure"));
        }
        out.println(line);
    }

    private static void add(StringBuilder line, String before, @Nullable Object texts) {
        if (!list(texts).isEmpty()) {
            line.append(before).append(joined(texts));
        }
    }

    private void gap(Object gap) {
        if (gap instanceof Map<?, ?> members) {
            out.println("  ! between " + members.get("since") + " and " + members.get("until")
                    + " something may be missing: " + members.get("reason"));
        }
    }

    private static String end(Map<?, ?> end) {
        String where = text(end, "where");
        String waits = end.get("why") == null ? "" : "; " + end.get("why");
        return (Boolean.TRUE.equals(end.get("report")) ? "report to " : "") + end.get("to") + ": " + end.get("state")
                + (where.isEmpty() ? "" : ", " + where) + waits;
    }

    /// Tells what holds for all of them.
    void whole(Map<String, Object> whole) {
        if (Boolean.TRUE.equals(whole.get("more"))) {
            out.println("There are older ones: see --limit and --since.");
        }
        if (whole.get("searchedBackTo") != null) {
            out.println("What is older than " + whole.get("searchedBackTo")
                    + " was not looked at: it takes too long. Say more of the mail.");
        }
        if (whole.get("mails") instanceof Number mails && mails.intValue() == 0) {
            out.println(
                    whole.get("oldest") == null
                            ? "Nothing is known of any mail: see <history> in server.xml."
                            : "No such mail is known; the history goes back to " + whole.get("oldest") + ".");
            list(whole.get("gaps")).forEach(this::gap);
        }
        out.flush();
    }

    private static String sender(Map<?, ?> received) {
        String from = text(received, "from");
        return from.isEmpty() ? "<>" : from;
    }

    private static String text(Map<?, ?> members, String name) {
        Object value = members.get(name);
        return value == null ? "" : String.valueOf(value);
    }

    private static String joined(@Nullable Object texts) {
        return texts instanceof List<?> list
                ? String.join(", ", list.stream().map(String::valueOf).toList())
                : String.valueOf(texts);
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
