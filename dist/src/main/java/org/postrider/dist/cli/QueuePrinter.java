package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Prints what the server says of the queue.
final class QueuePrinter {
    private static final int NAME_WIDTH = 40;

    private final PrintWriter out;

    QueuePrinter(PrintWriter out) {
        this.out = out;
    }

    /// Prints one after another; none stays in memory.
    interface Items {
        void add(Map<String, Object> item);

        void end();
    }

    Items mails() {
        return new Items() {
            private boolean any;

            @Override
            public void add(Map<String, Object> item) {
                any = true;
                mail(item);
            }

            @Override
            public void end() {
                if (!any) {
                    out.println("Nothing waits.");
                }
                out.flush();
            }
        };
    }

    Items jsonArray() {
        return new Items() {
            private String before = "[";

            @Override
            public void add(Map<String, Object> item) {
                out.print(before);
                out.print(Json.text(item));
                before = ", ";
            }

            @Override
            public void end() {
                out.println(before.equals("[") ? "[ ]" : "]");
                out.flush();
            }
        };
    }

    private void mail(Map<String, Object> mail) {
        out.println(mail.get("id") + "  " + mail.get("size") + " octets  from " + mail.get("from") + "  since "
                + mail.get("received") + (Boolean.TRUE.equals(mail.get("held")) ? "  HELD" : ""));
        out.println("    to " + mail.get("to") + "  for " + mail.get("destination"));
        out.println("    attempts " + mail.get("attempts") + ", next " + mail.get("nextAttempt") + ": "
                + mail.get("lastReply"));
    }

    void detail(Map<String, Object> mail) {
        mail.forEach((name, value) -> {
            if (name.equals("recipients") && value instanceof List<?> recipients) {
                out.println("recipients:");
                recipients.forEach(each -> out.println("    " + recipient(each)));
            } else if (!name.equals("to") && !name.equals("why")) {
                out.println(name + ": " + value);
            }
        });
        Optional.ofNullable(mail.get("why")).ifPresent(why -> out.println("why: " + why));
    }

    private static String recipient(Object each) {
        return each instanceof Map<?, ?> members
                ? members.get("address") + "  " + members.get("lastReply")
                : String.valueOf(each);
    }

    void histogram(Map<String, Object> histogram) {
        StringBuilder head = new StringBuilder(padded("minutes")).append(right("T"));
        if (histogram.get("minutes") instanceof List<?> minutes) {
            minutes.forEach(each -> head.append(right(String.valueOf(each))));
            head.append(right(minutes.isEmpty() ? "" : minutes.getLast() + "+"));
        }
        out.println(head);
        row(histogram.get("total"));
        if (histogram.get("destinations") instanceof List<?> rows) {
            rows.forEach(this::row);
        }
    }

    private void row(@Nullable Object row) {
        if (row instanceof Map<?, ?> members && members.get("counts") instanceof List<?> counts) {
            StringBuilder line = new StringBuilder(padded(String.valueOf(members.get("destination"))));
            line.append(right(String.valueOf(members.get("mails"))));
            counts.forEach(count -> line.append(right(String.valueOf(count))));
            out.println(line);
        }
    }

    private static String padded(String text) {
        return text + " ".repeat(Math.max(1, NAME_WIDTH - text.length()));
    }

    private static String right(String text) {
        return " ".repeat(Math.max(1, 8 - text.length())) + text;
    }
}
