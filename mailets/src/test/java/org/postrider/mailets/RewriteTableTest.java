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
import org.postrider.api.pipeline.ProcessorName;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.TestMail;

class RewriteTableTest {
    private static final RewriteTable.Config HERE = new RewriteTable.Config(Optional.empty());

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

        assertThat(parts(outcome))
                .containsExactly("bob@example.test eve@example.test rewritten", "x@example.net rewritten");
    }

    @Test
    void nobodyGetsAMailTwice() {
        Outcome outcome = service(mail("eve@example.test", "sales@example.test", "info@example.test"));

        assertThat(parts(outcome))
                .containsExactly("eve@example.test", "bob@example.test rewritten", "x@example.net rewritten");
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

        assertThat(recipientsOf(service(mail))).extracting(Recipient::dsn).containsExactly(never, never, never);
    }

    @Test
    void aLoopBouncesThoseInItAndNobodyElse() {
        RewriteTable table = new RewriteTable(
                HERE,
                address -> {
                    if (address.localPart().startsWith("loop")) {
                        throw new RewriteLoopException("loop -> pool -> loop");
                    }
                    return directory.rewrite(address);
                },
                directory);

        Outcome outcome = table.service(mail("loop@example.test", "bob@example.test", "info@example.test"));

        assertThat(parts(outcome))
                .containsExactly(
                        "loop@example.test 554 5.4.6 loop -> pool -> loop",
                        "bob@example.test",
                        "eve@example.test rewritten",
                        "x@example.net rewritten");
    }

    @Test
    void whereAllAreInALoopAllBounce() {
        RewriteTable table = new RewriteTable(
                HERE,
                _ -> {
                    throw new RewriteLoopException("round and round");
                },
                directory);

        assertThat(parts(table.service(mail("a@example.test", "b@example.test"))))
                .containsExactly(
                        "a@example.test 554 5.4.6 round and round", "b@example.test 554 5.4.6 round and round");
    }

    @Test
    void whatCannotBeRewrittenGoesToTheProcessorForIt() {
        RewriteTable table = new RewriteTable(
                new RewriteTable.Config(Optional.of(new ProcessorName("circles"))),
                _ -> {
                    throw new RewriteLoopException("round and round");
                },
                directory);

        Outcome.ToProcessor outcome = (Outcome.ToProcessor) table.service(mail("a@example.test"));

        assertThat(outcome.processor()).isEqualTo("circles");
        assertThat(outcome.mail().attribute("postrider.error")).contains("554 5.4.6 round and round");
    }

    @Test
    void anAliasForVeryManyIsExpandedToEachOnce() {
        List<MailAddress> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(MailAddress.parse("u" + i % 5000 + "@example.test"));
        }
        RewriteTable table = new RewriteTable(HERE, _ -> many, directory);

        Outcome outcome = table.service(mail("all@example.test", "everybody@example.test"));

        assertThat(recipientsOf(outcome)).hasSize(5000);
    }

    // RFC 3461 §5.2.7
    @Test
    void anAddressThatStandsForSeveralTellsOfSuccessItselfAndIsNamedInTheirFailures() {
        DsnRequest asking = new DsnRequest(Set.of(DsnRequest.Notify.SUCCESS), Optional.empty());
        Mail mail = TestMail.from("ann@example.org")
                .to(new Recipient(MailAddress.parse("a+b@example.test"), asking))
                .build();
        directory.alias("a+b@example.test", "bob@example.test", "eve@example.test");

        Outcome outcome = service(mail);

        assertThat(recipientsOf(outcome))
                .extracting(Recipient::dsn)
                .containsOnly(
                        new DsnRequest(Set.of(DsnRequest.Notify.NEVER), Optional.of("rfc822;a+2Bb@example.test")));
        assertThat(((Outcome.Split) outcome).parts()).contains(new Outcome.Expanded(mail));
    }

    @Test
    void mailThatComesBackFromWhereAnAliasSentItFails() {
        Outcome.Split first = (Outcome.Split) service(mail("info@example.test"));
        Mail elsewhere = ((Outcome.Continue) first.parts().getLast()).mail();
        assertThat(elsewhere.message().headers().all("Delivered-To")).containsExactly("info@example.test");

        Mail back = elsewhere.withRecipients(mail("info@example.test").recipients());

        assertThat(parts(service(back))).singleElement().asString().contains("554 5.4.6");
    }

    @Test
    void anOwnerHearsInTheSendersPlaceButNotOfReports() {
        MailAddress owner = MailAddress.parse("owner@example.test");
        org.postrider.api.directory.RewriteTable table = new org.postrider.api.directory.RewriteTable() {
            @Override
            public List<MailAddress> rewrite(MailAddress address) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Resolution resolve(MailAddress address) {
                Target target =
                        new Target(MailAddress.parse("bob@example.test"), Optional.of("lists"), Optional.of(owner));
                return new Resolution(List.of(target), Optional.empty(), List.of());
            }
        };
        RewriteTable mailet = new RewriteTable(HERE, table, directory);

        Mail sent = ((Outcome.Continue) mailet.service(mail("list@example.test"))).mail();
        Mail report = ((Outcome.Continue) mailet.service(
                        TestMail.fromNobody().to("list@example.test").build()))
                .mail();

        assertThat(sent.reversePath().address()).contains(owner);
        assertThat(sent.attribute(LocalDelivery.FOLDER_ATTRIBUTE)).contains("lists");
        assertThat(report.reversePath().isNull()).isTrue();
    }

    private static List<Recipient> recipientsOf(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Split(var parts) ->
                parts.stream().flatMap(part -> recipientsOf(part).stream()).toList();
            case Outcome.Continue(var mail) -> mail.recipients();
            default -> List.of();
        };
    }

    private Outcome service(Mail mail) {
        return new RewriteTable(HERE, directory, directory).service(mail);
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
