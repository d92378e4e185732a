package org.postrider.mailets.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mailets.Outcomes;
import org.postrider.mime.MimeEntity;
import org.postrider.testkit.MemoryState;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.TestMail;

/// Automatic answers and a mailing list.
class ListTest {
    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final MemoryState state = new MemoryState();

    @Test
    void aSenderIsAnsweredOnceInAWeekAlsoAfterARestart() throws Exception {
        Outcome first = vacation().service(personal("ann@example.net", "To: bob@example.test\n"));

        Mail reply = Outcomes.sent(first);
        assertThat(Outcomes.continued(first).recipients()).hasSize(1);
        assertThat(reply.reversePath().isNull()).isTrue();
        assertThat(Outcomes.recipients(reply)).containsExactly("ann@example.net");
        assertThat(reply.message().headers().first("Auto-Submitted")).contains("auto-replied");
        assertThat(reply.message().headers().first("Subject")).contains("Auto: lunch");
        assertThat(reply.message().headers().first("In-Reply-To")).contains("<1@example.net>");
        assertThat(reply.message().headers().first("From")).contains("bob@example.test");
        assertThat(MimeEntity.parse(reply.message().content())
                        .text(reply.message().content(), 1000))
                .isEqualTo("Bis Montag, tschüß.\r\n");
        assertThat(vacation().service(personal("Ann@example.net", "To: bob@example.test\n")))
                .isInstanceOf(Outcome.Continue.class);
        clock.advance(Duration.ofDays(7));
        assertThat(vacation().service(personal("ann@example.net", "To: bob@example.test\n")))
                .isInstanceOf(Outcome.Split.class);
    }

    @Test
    void nobodyIsAnsweredWhoDidNotWriteInPerson() throws Exception {
        for (String header : List.of(
                "To: somebody@example.test\n",
                "To: bob@example.test\nList-Id: <x>\n",
                "To: bob@example.test\nPrecedence: bulk\n",
                "To: bob@example.test\nAuto-Submitted: auto-replied\n")) {
            assertThat(vacation().service(personal("ann@example.net", header)))
                    .as(header)
                    .isInstanceOf(Outcome.Continue.class);
        }
        assertThat(vacation().service(personal("bob@example.test", "To: bob@example.test\n")))
                .isInstanceOf(Outcome.Continue.class);
        assertThat(vacation()
                        .service(TestMail.fromNobody()
                                .to("bob@example.test")
                                .text("To: bob@example.test\n\n")
                                .build()))
                .isInstanceOf(Outcome.Continue.class);
        clock.set(Vacation.Away.instant("2025-03-10"));
        assertThat(vacation().service(personal("ann@example.net", "To: bob@example.test\n")))
                .isInstanceOf(Outcome.Continue.class);
        assertThatThrownBy(() -> Vacation.Away.instant("soon")).hasMessageContaining("2030-01-01");
    }

    @Test
    void whoConfirmsIsOnTheListAndWhoLeavesIsNot() throws Exception {
        Mail question = Outcomes.sent(list().service(to("talk-subscribe@example.test", "eve@example.net")));
        assertThat(Outcomes.recipients(question)).containsExactly("eve@example.net");
        String confirm = question.message().headers().first("From").orElseThrow();
        assertThat(confirm).startsWith("talk-confirm+").endsWith("@example.test");
        // Not yet, and not by a machine.
        assertThat(posted("eve@example.net")).isEmpty();
        list().service(TestMail.fromNobody().to(confirm).build());

        Mail welcome = Outcomes.sent(list().service(to(confirm, "eve@example.net")));
        assertThat(welcome.message().headers().first("Subject")).contains("Welcome to talk@example.test");
        assertThat(posted("eve@example.net")).containsExactly("bob@example.test", "eve@example.net");
        // A confirmation counts once.
        assertThat(list().service(to(confirm, "eve@example.net"))).isInstanceOf(Outcome.Discard.class);

        Mail leave = Outcomes.sent(list().service(to("talk-unsubscribe@example.test", "eve@example.net")));
        list().service(to(leave.message().headers().first("From").orElseThrow(), "eve@example.net"));
        assertThat(posted("bob@example.test")).containsExactly("bob@example.test");
    }

    @Test
    void aPostHasTheFieldsOfAListAndAReversePathForEachSubscriber() throws Exception {
        Mail post = Outcomes.sent(list().service(to("talk@example.test", "bob@example.test")));

        assertThat(post.reversePath()).hasToString("<talk-bounces+bob=example.test@example.test>");
        assertThat(post.message().headers().first("List-Id")).contains("<talk.example.test>");
        assertThat(post.message().headers().first("List-Post")).contains("<mailto:talk@example.test>");
        assertThat(post.message().headers().first("List-Unsubscribe"))
                .contains("<https://example.test/leave?a=bob%40example.test>, <mailto:talk-unsubscribe@example.test>");
        assertThat(post.message().headers().first("List-Unsubscribe-Post")).contains("List-Unsubscribe=One-Click");
        assertThat(post.message().headers().first("Subject")).contains("[talk] lunch");
        assertThat(Outcomes.text(post)).endsWith("\n\nbody\n");
        // What comes back is not posted again.
        assertThat(list().service(post.withRecipients(
                        to("talk@example.test", "x@y.z").recipients())))
                .isInstanceOf(Outcome.Discard.class);
    }

    @Test
    void aStrangersPostWaitsForAModeratorWhoSendsItAgainWithThePassword() throws Exception {
        Outcome held = list().service(to("talk@example.test", "stranger@example.net"));
        assertThat(Outcomes.parts(held)).hasSize(3);
        assertThat(Outcomes.recipients(Outcomes.sent(held))).containsExactly("mod@example.test");

        Mail approved = TestMail.from("stranger@example.net")
                .to("talk@example.test")
                .text("Approved: sesame\nSubject: x\n\nbody\n")
                .build();
        Mail post = Outcomes.sent(list().service(approved));
        assertThat(Outcomes.recipients(post)).containsExactly("bob@example.test");
        assertThat(Outcomes.text(post)).doesNotContain("sesame");
        Mail moderator = TestMail.from("x@example.test")
                .to("talk@example.test")
                .authenticatedAs("mod@example.test")
                .build();
        assertThat(Outcomes.recipients(Outcomes.sent(list().service(moderator))))
                .containsExactly("bob@example.test");
    }

    @Test
    void whoseMailComesBackOnSeveralDaysIsRemovedAndTheOwnerHears() throws Exception {
        Mail question = Outcomes.sent(list().service(to("talk-subscribe@example.test", "eve@example.net")));
        list().service(to(question.message().headers().first("From").orElseThrow(), "eve@example.net"));
        Mail report = TestMail.fromNobody()
                .to("talk-bounces+eve=example.net@example.test")
                .build();

        assertThat(list().service(report)).isInstanceOf(Outcome.Discard.class);
        assertThat(list().service(report)).isInstanceOf(Outcome.Discard.class);
        clock.advance(Duration.ofDays(1));
        // Not a report: anybody could write that.
        list().service(to("talk-bounces+eve=example.net@example.test", "enemy@example.net"));
        assertThat(posted("bob@example.test")).contains("eve@example.net");
        Mail told = Outcomes.sent(list().service(report));
        assertThat(Outcomes.recipients(told)).containsExactly("owner@example.test");
        assertThat(posted("bob@example.test")).containsExactly("bob@example.test");
    }

    @Test
    void othersGoOnAndTheOwnerGetsWhatIsTheOwners() throws Exception {
        Mail mail = TestMail.from("ann@example.net")
                .to("talk-owner@example.test", "carol@example.test", "talking@example.test")
                .build();

        Outcome outcome = list().service(mail);

        assertThat(Outcomes.recipients(Outcomes.continued(outcome)))
                .containsExactly("carol@example.test", "talking@example.test");
        assertThat(Outcomes.recipients(Outcomes.sent(outcome))).containsExactly("owner@example.test");
        CommandListservMatcher matcher =
                new CommandListservMatcher(new CommandListservMatcher.Config(MailAddress.parse("talk@example.test")));
        assertThat(matcher.match(mail)).map(Object::toString).containsExactly("talk-owner@example.test");
        assertThat(matcher.match(to("talk@example.test", "a@b.c"))).isEmpty();
    }

    private List<String> posted(String sender) throws Exception {
        return Outcomes.parts(list().service(to("talk@example.test", sender))).stream()
                .filter(Outcome.ToProcessor.class::isInstance)
                .map(part -> ((Outcome.ToProcessor) part).mail())
                .filter(mail -> mail.message().headers().has("List-Id"))
                .map(mail -> mail.recipients().getFirst().toString())
                .toList();
    }

    // New each time, as after a restart.
    private ListServer list() throws Exception {
        return new ListServer(
                new ListServer.Config(
                        MailAddress.parse("talk@example.test"),
                        MailAddress.parse("owner@example.test"),
                        List.of(MailAddress.parse("bob@example.test")),
                        true,
                        ListServer.Posting.SUBSCRIBERS,
                        List.of(MailAddress.parse("mod@example.test")),
                        Optional.of(new Secret("sesame")),
                        "[talk]",
                        false,
                        Optional.of("https://example.test/leave?a={address}"),
                        10,
                        2),
                state,
                clock);
    }

    private Vacation vacation() throws Exception {
        return new Vacation(
                new Vacation.Config(
                        List.of(new Vacation.Away(
                                MailAddress.parse("bob@example.test"),
                                Optional.empty(),
                                Optional.of("2025-03-01"),
                                Optional.of("2025-03-10"),
                                List.of(),
                                "Bis Montag, tschüß.")),
                        Duration.ofDays(7)),
                state,
                clock);
    }

    private static Mail personal(String sender, String header) {
        return TestMail.from(sender)
                .to("bob@example.test")
                .text(header + "Subject: lunch\nMessage-ID: <1@example.net>\n\nbody\n")
                .build();
    }

    private static Mail to(String recipient, String sender) {
        return TestMail.from(sender)
                .to(recipient)
                .text("Subject: lunch\nTo: " + recipient + "\n\nbody\n")
                .build();
    }
}
