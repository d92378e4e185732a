package org.postrider.kernel.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Reply;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.TestMail;

class MailboxDeliveryTest {
    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final MailboxDelivery delivery = new MailboxDelivery(new MemoryStore(clock), clock);

    // RFC 3030 §3
    @Test
    void aBinaryMailIsMadeLinesOnceForAllItsRecipients() {
        assertThat(readings(2)).isLessThan(2 * readings(1));
    }

    @Test
    void aMailThatCannotBeReadWaitsForAllItsRecipients() {
        Content broken = new Content() {
            @Override
            public long size() {
                return 10;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("the disk is broken");
            }
        };
        Mail mail = binary(2, broken);
        assertThat(delivery.store(mail, MailboxName.INBOX, Flags.NONE))
                .containsOnlyKeys(mail.recipients())
                .containsValue(Reply.of(451, "4.2.0", "the mailbox cannot be written now"));
    }

    private int readings(int recipients) {
        AtomicInteger opened = new AtomicInteger();
        byte[] octets =
                "MIME-Version: 1.0\r\nContent-Transfer-Encoding: binary\r\n\r\n\0".getBytes(StandardCharsets.US_ASCII);
        Content content = new Content() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open() {
                opened.incrementAndGet();
                return new ByteArrayInputStream(octets);
            }
        };
        assertThat(delivery.store(binary(recipients, content), MailboxName.INBOX, Flags.NONE))
                .isEmpty();
        return opened.get();
    }

    private static Mail binary(int recipients, Content content) {
        List<String> addresses = IntStream.range(0, recipients)
                .mapToObj(i -> "user" + i + "of" + recipients + "@example.test")
                .toList();
        return TestMail.from("ann@example.org")
                .to(addresses.toArray(String[]::new))
                .id("test-" + recipients)
                .parameters(MailParameters.DEFAULT.withBody(MailParameters.BodyType.BINARY_MIME))
                .build()
                .withMessage(Message.of(content));
    }
}
