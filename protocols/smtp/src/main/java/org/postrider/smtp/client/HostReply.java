package org.postrider.smtp.client;

import java.util.List;
import org.postrider.api.mail.Reply;

/// A whole reply of the other host.
///
/// @param lines the texts of its lines, made fit for a log and a report
record HostReply(Reply reply, List<String> lines) {
    int code() {
        return reply.code();
    }
}
