package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Reply;
import org.postrider.testkit.MemoryMetrics;

class CountBouncesTest {
    private final MemoryMetrics metrics = new MemoryMetrics();

    @Test
    void countsThoseOfItsDomain() {
        CountBounces observer =
                new CountBounces(new CountBounces.Config(Optional.of(Domain.parse("example.org"))), metrics);

        observer.happened(bounced("ann@example.org"));
        observer.happened(bounced("bob@example.net"));
        observer.happened(new MailEvent.Discarded(new MailId("m1"), MailAddress.parse("ann@example.org"), "spam"));

        assertEquals(1, metrics.value("bounced_recipients"));
    }

    @Test
    void countsAllWhereNoDomainIsGiven() {
        CountBounces observer = new CountBounces(new CountBounces.Config(Optional.empty()), metrics);

        observer.happened(bounced("ann@example.org"));
        observer.happened(bounced("bob@example.net"));

        assertEquals(2, metrics.value("bounced_recipients"));
    }

    private static MailEvent bounced(String recipient) {
        Reply reply = Reply.of(550, "5.1.1", "no such user");
        return new MailEvent.Bounced(new MailId("m1"), MailAddress.parse(recipient), reply, Optional.empty());
    }
}
