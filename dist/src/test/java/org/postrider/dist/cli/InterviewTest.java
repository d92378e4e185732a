package org.postrider.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What `init` asks, and how it takes the answers.
class InterviewTest {
    private static final NewServer.Given NOTHING = new NewServer.Given(
            Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    private final StringWriter shown = new StringWriter();

    @Test
    void everythingIsAskedFor() throws Exception {
        NewServer server =
                ask(NOTHING, "/srv/mail", "mx.example.org", "example.org, example.net", "ann", "s", "secret", "secret");
        assertThat(server)
                .isEqualTo(new NewServer(
                        Path.of("/srv/mail"),
                        "mx.example.org",
                        List.of("example.org", "example.net"),
                        Optional.of("ann@example.org"),
                        Optional.of("secret"),
                        Optional.empty()));
    }

    @Test
    void enterTakesWhatIsProposed() throws Exception {
        NewServer server = ask(NOTHING, "", "", "", "-", "");
        assertThat(server.hostname()).isEqualTo("guess.example.org");
        assertThat(server.domains()).containsExactly("example.org");
        assertThat(server.user()).isEmpty();
        assertThat(server.portBase()).isEmpty();
    }

    @Test
    void whatOptionsSayIsNotAsked() throws Exception {
        NewServer.Given given = new NewServer.Given(
                Optional.of(Path.of("/srv/x")),
                Optional.of("mx.example.org"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(4000));
        NewServer server = ask(given, "example.org", "-");
        assertThat(server.home()).isEqualTo(Path.of("/srv/x"));
        assertThat(server.portBase()).contains(4000);
    }

    @Test
    void answersThatCannotBeAreAskedForAgain() throws Exception {
        NewServer server = ask(
                NOTHING,
                "/srv/mail",
                "mx..example",
                "mx",
                "mx.example.org",
                "exa mple",
                "example.org",
                "ann@elsewhere.example",
                "ann@example.org",
                "x",
                "t",
                "one",
                "other",
                "same",
                "same");
        assertThat(server.portBase()).contains(20_000);
        assertThat(server.password()).contains("same");
        assertThat(shown.toString())
                .contains("'mx..example' is no domain name")
                .contains("write the whole name")
                .contains("elsewhere.example is not one of the domains")
                .contains("write s or t")
                .contains("the two differ");
    }

    @Test
    void whoLeavesMakesNothing() {
        assertThatThrownBy(() -> ask(NOTHING, "/srv/mail")).hasMessageContaining("nothing was made");
    }

    private NewServer ask(NewServer.Given given, String... answers) throws CommandFailedException {
        return new Interview(new Answers(new ArrayDeque<>(List.of(answers))), new PrintWriter(shown, true))
                .complete(given, Optional.of("guess.example.org"));
    }

    private record Answers(Deque<String> lines) implements Asking {
        @Override
        public @Nullable String line(String question) {
            return lines.poll();
        }

        @Override
        public @Nullable String secret(String question) {
            return lines.poll();
        }
    }
}
