package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Outcome;
import org.postrider.testkit.TestMail;

class TagSubjectTest {
    private final TagSubject mailet = new TagSubject(new TagSubject.Config("[Accounts]", true));

    @Test
    void putsTheTagBeforeTheSubject() {
        assertEquals("[Accounts] Your invoice", subjectAfter("Your invoice"));
    }

    @Test
    void leavesASubjectAloneThatHasTheTag() {
        assertEquals("Re: [Accounts] Your invoice", subjectAfter("Re: [Accounts] Your invoice"));
    }

    @Test
    void anEmptyTagIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new TagSubject.Config(" ", true));
    }

    private String subjectAfter(String subject) {
        Mail mail = TestMail.from("ann@example.org")
                .to("bob@example.test")
                .text("Subject: " + subject + "\n\nHello\n")
                .build();
        Outcome.Continue outcome = assertInstanceOf(Outcome.Continue.class, mailet.service(mail));
        return outcome.mail().message().headers().first("Subject").orElseThrow();
    }
}
