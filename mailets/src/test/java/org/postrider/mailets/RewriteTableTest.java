package org.postrider.mailets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Outcome;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.TestMail;

class RewriteTableTest {
    private final MemoryDirectory directory = new MemoryDirectory()
            .user("bob@example.test", "")
            .user("eve@example.test", "")
            .alias("sales@example.test", "bob@example.test", "eve@example.test", "x@example.net")
            .alias("info@example.test", "eve@example.test", "x@example.net");

    @Test
    void whoIsNoAliasStaysAndTheMailIsTheSame() {
        Mail mail = mail("bob@example.test", "y@example.net");

        assertThat(service(mail)).isEqualTo(new Outcome.Continue(mail));
    }

    @Test
    void anAliasStandsForItsAddressesAndTheyMayBeElsewhere() {
        Outcome outcome = service(mail("sales@example.test"));

        assertThat(parts(outcome)).containsExactly("bob@example.test eve@example.test x@example.net rewritten");
    }

    @Test
    void nobodyGetsAMailTwice() {
        Outcome outcome = service(mail("eve@example.test", "sales@example.test", "info@example.test"));

        assertThat(parts(outcome)).containsExactly("eve@example.test", "bob@example.test x@example.net rewritten");
    }

    @Test
    void anAliasForPeopleWhoAreRecipientsAnywayAddsNobody() {
        Outcome outcome = service(mail("info@example.test", "eve@example.test", "X@EXAMPLE.NET"));

        assertThat(parts(outcome)).containsExactly("eve@example.test X@example.net");
    }

    @Test
    void aRecipientNamedTwiceIsOne() {
        assertThat(parts(service(mail("bob@example.test", "BOB@example.test")))).containsExactly("bob@example.test");
    }

    @Test
    void whatTheSenderWantsToKnowGoesAlong() {
        DsnRequest never = new DsnRequest(Set.of(DsnRequest.Notify.NEVER), Optional.of("rfc822;sales@example.test"));
        Mail mail = TestMail.from("ann@example.org")
                .to(new Recipient(MailAddress.parse("sales@example.test"), never))
                .build();

        assertThat(((Outcome.Continue) service(mail)).mail().recipients())
                .extracting(Recipient::dsn)
                .containsExactly(never, never, never);
    }

    @Test
    void aLoopBouncesThoseInItAndNobodyElse() {
        RewriteTable table = new RewriteTable(address -> {
            if (address.localPart().startsWith("loop")) {
                throw new RewriteLoopException("loop -> pool -> loop");
            }
            return directory.rewrite(address);
        });

        Outcome outcome = table.service(mail("loop@example.test", "bob@example.test", "info@example.test"));

        assertThat(parts(outcome))
                .containsExactly(
                        "loop@example.test 554 5.4.6 loop -> pool -> loop",
                        "bob@example.test",
                        "eve@example.test x@example.net rewritten");
    }

    @Test
    void whereAllAreInALoopAllBounce() {
        RewriteTable table = new RewriteTable(_ -> {
            throw new RewriteLoopException("round and round");
        });

        assertThat(parts(table.service(mail("a@example.test", "b@example.test"))))
                .containsExactly(
                        "a@example.test 554 5.4.6 round and round", "b@example.test 554 5.4.6 round and round");
    }

    @Test
    void anAliasForVeryManyIsExpandedToEachOnce() {
        List<MailAddress> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(MailAddress.parse("u" + i % 5000 + "@example.test"));
        }
        RewriteTable table = new RewriteTable(_ -> many);

        Outcome outcome = table.service(mail("all@example.test", "everybody@example.test"));

        assertThat(((Outcome.Continue) outcome).mail().recipients()).hasSize(5000);
    }

    private Outcome service(Mail mail) {
        return new RewriteTable(directory).service(mail);
    }

    private static Mail mail(String... recipients) {
        return TestMail.from("ann@example.org").to(recipients).build();
    }

    private static List<String> parts(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Split(var parts) ->
                parts.stream().flatMap(part -> parts(part).stream()).toList();
            case Outcome.Continue(var mail) ->
                List.of(recipients(mail)
                        + (mail.attribute(RewriteTable.REWRITTEN_ATTRIBUTE).isPresent() ? " rewritten" : ""));
            case Outcome.Bounce(var mail, var reason) -> List.of(recipients(mail) + " " + reason);
            case Outcome other -> List.of(other.toString());
        };
    }

    private static String recipients(Mail mail) {
        return String.join(
                " ",
                mail.recipients().stream()
                        .map(recipient -> recipient.address().toString())
                        .toList());
    }
}
