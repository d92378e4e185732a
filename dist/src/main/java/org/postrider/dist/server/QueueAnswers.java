package org.postrider.dist.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.kernel.queue.QueueItem;

/// The queue as the control socket and `--json` show it.
final class QueueAnswers {
    private QueueAnswers() {}

    static List<Map<String, Object>> list(List<QueueItem> items) {
        return items.stream().map(QueueAnswers::members).toList();
    }

    private static Map<String, Object> members(QueueItem item) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", item.id().value());
        members.put("from", item.sender().toString());
        members.put("to", item.recipients().stream().map(MailAddress::toString).toList());
        members.put("destination", item.destination());
        members.put("size", item.octets());
        members.put("received", item.received().toString());
        members.put("attempts", item.attempts());
        members.put("nextAttempt", item.nextAttempt().toString());
        members.put("lastReply", item.lastReply().map(Reply::toString).orElse("not tried yet"));
        members.put("held", item.held());
        return members;
    }
}
