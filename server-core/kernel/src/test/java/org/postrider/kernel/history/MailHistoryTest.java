package org.postrider.kernel.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.config.ByteSize;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.transport.Route;
import org.postrider.kernel.history.HistorySearch.Answer;
import org.postrider.kernel.history.HistorySearch.Question;
import org.postrider.kernel.history.TracedMail.End;
import org.postrider.kernel.pipeline.Fate;
import org.postrider.kernel.pipeline.WayStep;
import org.postrider.testkit.MutableClock;

/// What is told to the history is found again, or missing in the open.
class MailHistoryTest {
    private static final Reply NO = Reply.of(550, "5.1.1", "nobody");
    private static final long SIZE = 64L * 1024 * 1024;

    @TempDir
    private Path home;

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");

    @Test
    void tellsTheWayToEachRecipientsEnd() throws Exception {
        MailHistory history = started();
        MailId id = receive(history, "M1", "ann@example.net", "bob@example.org", "carl@example.org", "x@example.com");
        history.processed(
                mail(id, "ann@example.net", "bob@example.org"),
                List.of(step("root[2] RecipientRewriteTable", List.of("carl@example.org"), List.of("d@example.org"))));
        history.queued(id.child(1), relayed(id, "x@example.com"));
        history.record(new MailEvent.Delivered(id, address("bob@example.org"), "INBOX"));
        history.record(new MailEvent.Deferred(id, address("d@example.org"), Reply.of(451, "4.3.0", "later")));
        history.record(new MailEvent.Bounced(
                id.child(1),
                address("x@example.com"),
                NO,
                Optional.of(id.child(1).child(1))));
        history.processed(mail(id.child(1).child(1), "", "ann@example.net"), List.of());
        history.record(new MailEvent.Delivered(id.child(1).child(1), address("ann@example.net"), "INBOX"));
        history.flush();

        TracedMail mail = find(question("M1-1")).mails().getFirst();

        assertThat(mail.id()).isEqualTo("M1");
        assertThat(mail.received().orElseThrow()).containsEntry("from", "ann@example.net");
        assertThat(mail.ends())
                .extracting(End::recipient, End::state, End::where, End::report)
                .containsExactlyInAnyOrder(
                        tuple("bob@example.org", "delivered", "INBOX", false),
                        tuple("carl@example.org", "replaced", "by d@example.org", false),
                        tuple("d@example.org", "deferred", "451 4.3.0 later", false),
                        tuple("x@example.com", "bounced", "550 5.1.1 nobody", false),
                        tuple("ann@example.net", "delivered", "INBOX", true));
        assertThat(mail.gaps()).isEmpty();
        history.stop();
    }

    @Test
    void findsBySenderRecipientAndDomainWhateverTheCase() throws Exception {
        MailHistory history = started();
        receive(history, "M1", "ann@example.net", "bob@example.org");
        receive(history, "M2", "eve@example.net", "bob@example.org");
        receive(history, "M3", "ann@example.net", "carl@example.com");
        receive(history, "M4", "", "carl@example.com");
        history.flush();

        assertThat(ids("ANN@example.net", null)).containsExactly("M3", "M1");
        assertThat(ids(null, "Bob@Example.Org")).containsExactly("M2", "M1");
        assertThat(ids("@example.net", null)).containsExactly("M3", "M2", "M1");
        assertThat(ids(null, "@example.com")).containsExactly("M4", "M3");
        assertThat(ids("ann@example.net", "bob@example.org")).containsExactly("M1");
        assertThat(ids("@example.net", "carl@example.com")).containsExactly("M3");
        assertThat(ids("", null)).containsExactly("M4");
        assertThat(ids("nobody@example.net", null)).isEmpty();
        history.stop();
    }

    @Test
    void findsAPairAmongVeryManyRecipients() throws Exception {
        MailHistory history = started();
        String[] many = Stream.iterate(0, i -> i < 500, i -> i + 1)
                .map(i -> "u" + i + "@example.org")
                .toArray(String[]::new);
        receive(history, "M1", "ann@example.net", many);
        fill(history, 2);

        assertThat(ids("ann@example.net", "u499@example.org")).containsExactly("M1");
        history.stop();
    }

    @Test
    void findsInSealedSegmentsWithAndWithoutTheirIndex() throws Exception {
        MailHistory history = started();
        receive(history, "M1", "ann@example.net", "bob@example.org");
        fill(history, 2);
        receive(history, "M2", "ann@example.net", "bob@example.org");
        history.flush();

        assertThat(files(".jsonl.gz")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(ids("ann@example.net", null)).containsExactly("M2", "M1");
        for (Path index : files(".index")) {
            Files.delete(index);
        }
        assertThat(ids("ann@example.net", null)).containsExactly("M2", "M1");
        history.stop();
    }

    @Test
    void saysThatAKilledServerMayHaveLostSomething() throws Exception {
        MailHistory killed = started();
        receive(killed, "M1", "ann@example.net", "bob@example.org");
        killed.flush();
        // Never stopped: what a kill leaves behind, with half a line at the end.
        Files.writeString(files(".jsonl").getFirst(), "{\"time\":\"2025", StandardOpenOption.APPEND);
        clock.advance(Duration.ofMinutes(3));

        MailHistory next = started();
        TracedMail mail = find(question("M1")).mails().getFirst();

        assertThat(mail.ends().getFirst().state()).isEqualTo("accepted");
        assertThat(mail.gaps()).hasSize(1);
        assertThat(mail.gaps().getFirst().since()).isEqualTo(Instant.parse("2025-03-01T12:00:00Z"));
        assertThat(mail.gaps().getFirst().reason()).contains("killed");
        next.stop();
    }

    @Test
    void saysNothingOfAGapAfterAProperStop() throws Exception {
        MailHistory first = started();
        receive(first, "M1", "ann@example.net", "bob@example.org");
        first.stop();
        MailHistory second = started();
        second.record(new MailEvent.Delivered(new MailId("M1"), address("bob@example.org"), "INBOX"));
        second.stop();

        Answer answer = find(question("M1"));
        assertThat(answer.gaps()).isEmpty();
        assertThat(answer.mails().getFirst().ends().getFirst().state()).isEqualTo("delivered");
    }

    @Test
    void countsWhatTheDiskDoesNotTakeAndGoesOn() throws Exception {
        MailHistory history = started();
        Path folder = home.resolve("history");
        Path aside = home.resolve("aside");
        Files.move(folder, aside);
        // The segment that is open can be written still; the next one cannot be made.
        for (int i = 0; i < 20; i++) {
            fillOnce(history);
            history.flush();
        }
        receive(history, "M1", "ann@example.net", "bob@example.org");
        history.flush();
        Files.move(aside, folder);
        history.flush();

        assertThat(find(question("M1")).gaps()).isNotEmpty();
        history.stop();
    }

    @Test
    void forgetsWhatIsOldAndWhatIsTooMuch() throws Exception {
        MailHistory history = started(new HistoryConfig(Duration.ofDays(10), new ByteSize(SIZE), true));
        receive(history, "M1", "ann@example.net", "bob@example.org");
        fill(history, 1);
        clock.advance(Duration.ofDays(9));
        receive(history, "M2", "ann@example.net", "bob@example.org");
        history.flush();
        assertThat(ids("ann@example.net", null)).containsExactly("M2", "M1");
        clock.advance(Duration.ofDays(2));
        history.flush();
        assertThat(ids("ann@example.net", null)).containsExactly("M2");
        clock.advance(Duration.ofDays(10));
        receive(history, "M3", "ann@example.net", "bob@example.org");
        history.flush();
        assertThat(ids("ann@example.net", null)).containsExactly("M3");
        history.stop();
    }

    @Test
    void keepsNothingWhereNothingIsToBeKept() throws Exception {
        MailHistory history = started(new HistoryConfig(Duration.ZERO, new ByteSize(SIZE), true));
        receive(history, "M1", "ann@example.net", "bob@example.org");
        history.flush();
        history.stop();

        assertThat(home.resolve("history")).doesNotExist();
        assertThat(find(question("M1")).mails()).isEmpty();
        assertThat(find(question("M1")).oldest()).isEmpty();
    }

    @Test
    void deletesWhatIsThereWhereNothingIsToBeKept() throws Exception {
        MailHistory before = started();
        receive(before, "M1", "ann@example.net", "bob@example.org");
        before.flush();
        clock.advance(Duration.ofDays(2));
        receive(before, "M2", "ann@example.net", "bob@example.org");
        before.stop();
        assertThat(files(".jsonl.gz")).hasSize(1);
        Path other = Files.writeString(home.resolve("history").resolve("notes.txt"), "not the history's");
        Files.writeString(home.resolve("history").resolve("000000000009.index"), "of a segment that is gone");

        started(new HistoryConfig(Duration.ZERO, new ByteSize(SIZE), true)).stop();

        assertThat(files("")).containsExactly(other);
    }

    @Test
    void keepsLittleLongerThanItShall() throws Exception {
        MailHistory history = started(new HistoryConfig(Duration.ofHours(1), new ByteSize(SIZE), true));
        receive(history, "M1", "ann@example.net", "bob@example.org");
        history.flush();
        clock.advance(Duration.ofMinutes(8));
        history.flush();
        receive(history, "M2", "ann@example.net", "bob@example.org");
        history.flush();
        clock.advance(Duration.ofMinutes(53));
        history.flush();
        assertThat(ids("ann@example.net", null)).containsExactly("M2");
        clock.advance(Duration.ofMinutes(8));
        history.flush();
        assertThat(ids("ann@example.net", null)).isEmpty();
        history.stop();
    }

    @Test
    void losesNothingWhereASegmentCannotBeSealed() throws Exception {
        MailHistory history = started();
        receive(history, "M1", "ann@example.net", "bob@example.org");
        history.flush();
        // Stands where the sealer wants to write.
        Path inTheWay = Files.createDirectory(home.resolve("history").resolve("000000000001.index.new"));
        Path within = Files.createFile(inTheWay.resolve("file"));
        clock.advance(Duration.ofDays(2));
        receive(history, "M2", "ann@example.net", "bob@example.org");
        history.flush();

        assertThat(ids("ann@example.net", null)).containsExactly("M2", "M1");
        assertThat(find(question("M2")).gaps()).isEmpty();

        Files.delete(within);
        clock.advance(Duration.ofHours(1));
        history.flush();
        assertThat(files(".jsonl.gz")).hasSize(1);
        assertThat(files(".jsonl")).hasSize(1);
        assertThat(ids("ann@example.net", null)).containsExactly("M2", "M1");
        clock.advance(Duration.ofDays(29));
        history.flush();
        assertThat(ids("ann@example.net", null)).containsExactly("M2");
        history.stop();
    }

    @Test
    void forgetsWhatIsOldWhereItCannotBeSealed() throws Exception {
        MailHistory history = started();
        receive(history, "M1", "ann@example.net", "bob@example.org");
        history.flush();
        Path inTheWay = Files.createDirectory(home.resolve("history").resolve("000000000001.index.new"));
        Files.createFile(inTheWay.resolve("file"));
        Path text = files(".jsonl").getFirst();
        clock.advance(Duration.ofDays(2));
        history.flush();
        assertThat(text).exists();
        Files.setLastModifiedTime(text, FileTime.from(Instant.parse("2025-03-01T12:00:00Z")));
        clock.advance(Duration.ofDays(29));
        history.flush();

        assertThat(text).doesNotExist();
        history.stop();
    }

    @Test
    void takesWhatComesWhileItStops() throws Exception {
        MailHistory history = started();
        history.stop();

        assertThatCode(history::writeSoon).doesNotThrowAnyException();
    }

    @Test
    void saysThatThereIsMoreThanTheLimit() throws Exception {
        MailHistory history = started();
        for (int i = 0; i < 5; i++) {
            receive(history, "M" + i, "ann@example.net", "bob@example.org");
        }
        history.flush();

        Answer answer = find(new Question(
                Optional.empty(),
                Optional.of("ann@example.net"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                3));
        assertThat(answer.mails()).extracting(TracedMail::id).containsExactly("M4", "M3", "M2");
        assertThat(answer.more()).isTrue();
        history.stop();
    }

    private MailHistory started() throws IOException {
        return started(new HistoryConfig(Duration.ofDays(30), new ByteSize(SIZE), true));
    }

    private MailHistory started(HistoryConfig config) throws IOException {
        MailHistory history = new MailHistory(config, home.resolve("history"), clock);
        history.start();
        return history;
    }

    // Until so many segments were sealed.
    private void fill(MailHistory history, int segments) throws IOException {
        int before = files(".jsonl.gz").size();
        while (files(".jsonl.gz").size() < before + segments) {
            fillOnce(history);
            history.flush();
        }
    }

    private void fillOnce(MailHistory history) {
        for (int i = 0; i < 5000; i++) {
            receive(history, "F" + i, "fill" + i + "@fill.example", "to" + i + "@fill.example");
        }
    }

    private MailId receive(MailHistory history, String id, String from, String... to) {
        Mail mail = mail(new MailId(id), from, to);
        history.record(new MailEvent.Received(mail.id(), mail.envelope(), mail.origin(), 1000));
        return mail.id();
    }

    private Mail mail(MailId id, String from, String... to) {
        Optional<MailAddress> sender = from.isEmpty() ? Optional.empty() : Optional.of(address(from));
        Envelope envelope = Envelope.of(
                new ReversePath(sender),
                Stream.of(to).map(each -> Recipient.of(address(each))).toList());
        return new Mail(id, envelope, Message.of(Content.of(new byte[0])), Origin.local(clock.instant()), Map.of());
    }

    private Fate.Relayed relayed(MailId id, String to) {
        return new Fate.Relayed(mail(id, "ann@example.net", to), Route.BY_MX);
    }

    private static WayStep step(String name, List<String> without, List<String> with) {
        return new WayStep(name, "All", List.of(), List.of(), List.of(), without, with, Optional.empty());
    }

    private static MailAddress address(String text) {
        return MailAddress.parse(text);
    }

    private static Question question(String id) {
        return new Question(
                Optional.of(id), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 10);
    }

    private List<String> ids(@Nullable String from, @Nullable String to) throws IOException {
        return find(new Question(
                        Optional.empty(),
                        Optional.ofNullable(from),
                        Optional.ofNullable(to),
                        Optional.empty(),
                        Optional.empty(),
                        10))
                .mails()
                .stream()
                .map(TracedMail::id)
                .toList();
    }

    private Answer find(Question question) throws IOException {
        return new HistorySearch(home.resolve("history")).find(question);
    }

    private List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("history"))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
