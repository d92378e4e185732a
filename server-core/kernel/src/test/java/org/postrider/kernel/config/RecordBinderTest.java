package org.postrider.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.HostPort;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.TlsLevel;

class RecordBinderTest {
    @TempDir
    private Path home;

    private final Problems problems = new Problems();

    record Everything(
            @Option(doc = "text") String text,
            @Option(doc = "number", defaultValue = "7") int number,
            @Option(doc = "large") long large,
            @Option(doc = "flag", defaultValue = "true") boolean flag,

            @Option(doc = "level", defaultValue = "opportunistic")
            TlsLevel level,

            @Option(doc = "wait") Duration pause,
            @Option(doc = "size") ByteSize size,
            @Option(doc = "path") Path path,
            @Option(doc = "address") InetAddress address,
            @Option(doc = "host") HostPort host,
            @Option(doc = "secret") Secret secret,
            @Option(doc = "mail") MailAddress mail,
            @Option(doc = "domain") Domain domain,
            @Option(doc = "pattern") Pattern pattern,

            @Option(doc = "networks", defaultValue = "127.0.0.0/8, ::1")
            List<Network> networks,

            @Option(doc = "names") List<String> names,
            @Option(doc = "nested") Nested nested,
            @Option(doc = "more") List<Nested> more,
            @Option(doc = "perhaps") Optional<Duration> perhaps,
            @Option(doc = "none") Optional<Integer> none) {}

    record Nested(
            @Option(doc = "a") String a,
            @Option(doc = "b", defaultValue = "2") int b) {
        Nested {
            if (b < 0) {
                throw new IllegalArgumentException("b cannot be negative");
            }
        }
    }

    @Test
    void bindsEveryTypeFromAttributesAndElements() throws IOException {
        Everything bound = bind("""
                <x text="t" large="5000000000" pause="5m" size="50MiB" path="keys/a" address="::1" host="a.example:25">
                  <secret>s</secret><mail>a@b.example</mail><domain>B.example</domain><pattern>^x{1,2}$</pattern>
                  <names>a</names><names>b, c</names><nested a="1"/><more a="2" b="3"/><more><a>4</a></more>
                  <perhaps>30s</perhaps>
                </x>""", Everything.class).orElseThrow();

        assertThat(problems.list()).isEmpty();
        assertThat(bound.text()).isEqualTo("t");
        assertThat(bound.number()).isEqualTo(7);
        assertThat(bound.large()).isEqualTo(5_000_000_000L);
        assertThat(bound.flag()).isTrue();
        assertThat(bound.level()).isEqualTo(TlsLevel.OPPORTUNISTIC);
        assertThat(bound.pause()).isEqualTo(Duration.ofMinutes(5));
        assertThat(bound.size()).isEqualTo(ByteSize.parse("50MiB"));
        assertThat(bound.path()).isEqualTo(home.resolve("keys/a"));
        assertThat(bound.address()).isEqualTo(InetAddress.ofLiteral("::1"));
        assertThat(bound.host()).isEqualTo(HostPort.parse("a.example:25"));
        assertThat(bound.secret().value()).isEqualTo("s");
        assertThat(bound.mail()).isEqualTo(MailAddress.parse("a@b.example"));
        assertThat(bound.domain()).isEqualTo(Domain.parse("b.example"));
        assertThat(bound.pattern().pattern()).isEqualTo("^x{1,2}$");
        assertThat(bound.networks()).containsExactly(Network.parse("127.0.0.0/8"), Network.parse("::1"));
        assertThat(bound.names()).containsExactly("a", "b, c");
        assertThat(bound.nested()).isEqualTo(new Nested("1", 2));
        assertThat(bound.more()).containsExactly(new Nested("2", 3), new Nested("4", 2));
        assertThat(bound.perhaps()).contains(Duration.ofSeconds(30));
        assertThat(bound.none()).isEmpty();
    }

    record Small(
            @Option(doc = "the name") String hostname,
            @Option(doc = "how many", defaultValue = "1") int count,
            @Option(doc = "level", defaultValue = "none") TlsLevel level) {}

    @Test
    void suggestsTheNameThatWasMeant() throws IOException {
        bind("<server hostname='a' cuont='3'>\n  <hostnam>mx</hostnam></server>", Small.class);

        assertThat(messages())
                .containsExactly(
                        "server.xml:1:22: cuont is not known in <server>; did you mean count?",
                        "server.xml:2:3: <hostnam> is not known in <server>; did you mean <hostname>?");
    }

    @Test
    void listsWhatIsKnownWhereNothingIsNear() throws IOException {
        bind("<server hostname='a'><zzzzzz/></server>", Small.class);

        assertThat(messages())
                .containsExactly(
                        "server.xml:1:22: <zzzzzz> is not known in <server>; known are count, hostname, level");
    }

    @Test
    void reportsEveryMistakeAtOnce() throws IOException {
        bind("""
                <server count="many" level="sometimes">
                  text
                  <count>3</count>
                </server>""", Small.class);

        assertThat(messages())
                .containsExactly(
                        "server.xml:1:1: <server> has the text 'text', but takes only options; known are count,"
                                + " hostname, level",
                        "server.xml:1:1: <server> needs hostname: text",
                        "server.xml:3:3: count is given twice; first in line 1; remove one",
                        "server.xml:1:22: level: 'sometimes' is none of none, opportunistic, required, verified,"
                                + " implicit");
    }

    @Test
    void saysWhatAValueShouldLookLike() throws IOException {
        bind("<server hostname='a' count='many'/>", Small.class);
        bind("<e pause='5 minutes'/>", Waiting.class);

        assertThat(messages())
                .containsExactly(
                        "server.xml:1:22: count: 'many' is no whole number, such as 10",
                        "server.xml:1:4: pause: '5 minutes' is no duration: write a number and ms, s, m, h or d, such as"
                                + " 30s");
    }

    record Waiting(@Option(doc = "wait") Duration pause) {}

    record Outer(
            @Option(doc = "nested", defaultValue = "") Defaults nested,
            @Option(doc = "more") List<Nested> more) {}

    record Defaults(@Option(doc = "a", defaultValue = "1") int a) {}

    @Test
    void showsTheRecordsOwnObjectionAtItsElement() throws IOException {
        bind("<outer>\n<more a='1' b='-1'/></outer>", Outer.class);

        assertThat(messages()).containsExactly("server.xml:2:1: <more>: b cannot be negative");
    }

    @Test
    void makesANestedRecordOfDefaults() throws IOException {
        assertThat(bind("<outer/>", Outer.class)).contains(new Outer(new Defaults(1), List.of()));
    }

    @Test
    void refusesANestedRecordAsAttribute() throws IOException {
        bind("<outer nested='1'/>", Outer.class);

        assertThat(messages()).containsExactly("server.xml:1:8: nested must be an element, not an attribute");
    }

    @Test
    void leavesTheOwnersAttributesAlone() throws IOException {
        ConfigElement element = read("<mailet match='All' class='X' hostname='a'/>");

        assertThat(new RecordBinder(home).bind(element, Small.class, Set.of("match", "class"), problems))
                .isPresent();
    }

    record Limit(
            @Option(doc = "limit") int limit,
            @Option(doc = "soft", defaultValue = "false") boolean soft) {}

    record Hosts(@Option(doc = "hosts") List<String> hosts) {}

    @Test
    void bindsTheTextOfAMatchersCondition() {
        Location place = new Location(Path.of("pipeline.xml"), 3, 4);
        RecordBinder binder = new RecordBinder(home);

        assertThat(binder.bindText("Most", "30", place, Limit.class, problems)).contains(new Limit(30, false));
        assertThat(binder.bindText("Most", "a, b", place, Hosts.class, problems))
                .contains(new Hosts(List.of("a", "b")));
        assertThat(problems.list()).isEmpty();
        assertThat(binder.bindText("Most", "", place, Limit.class, problems)).isEmpty();
        assertThat(binder.bindText("Most", "x", place, Limit.class, problems)).isEmpty();
        assertThat(problems.list())
                .extracting(Problems.Problem::toString)
                .containsExactly(
                        "pipeline.xml:3:4: the matcher Most needs limit: whole number",
                        "pipeline.xml:3:4: limit: 'x' is no whole number, such as 10");
    }

    record Undocumented(String name) {}

    record Unbindable(@Option(doc = "any") Thread thread) {}

    @Test
    void saysWhenTheRecordItselfIsWrong() throws IOException {
        bind("<a/>", Undocumented.class);
        bind("<a/>", Unbindable.class);

        assertThat(messages())
                .containsExactly(
                        "server.xml:1:1: a mistake in the code of this part: Undocumented.name has no @Option; annotate it with @Option(doc = \"...\")",
                        "server.xml:1:1: a mistake in the code of this part: Unbindable.thread has the type"
                                + " java.lang.Thread, which no option can have; docs/plugins.md lists those that it can have, under Options");
    }

    private List<String> messages() {
        return problems.list().stream()
                .map(problem -> problem.toString().substring(home.toString().length() + 1))
                .toList();
    }

    private <R> Optional<R> bind(String xml, Class<R> type) throws IOException {
        return new RecordBinder(home).bind(read(xml), type, problems);
    }

    private ConfigElement read(String xml) throws IOException {
        Path file = Files.writeString(home.resolve("server.xml"), xml);
        return new ConfigReader().read(file, problems).orElseThrow();
    }
}
