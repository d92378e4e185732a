package org.postrider.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.directory.User;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.boot.HomeCreator;
import org.postrider.kernel.boot.PostriderServer;
import org.postrider.kernel.directory.Accounts;
import picocli.CommandLine;

/// `postrider user` on the files of a home.
class UserCommandTest {
    private static final String HASH = "{SSHA}uJDd0BIdJ9Z7yDCZNWdgYeb33+cBAgME";

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void makeHome() throws Exception {
        home = folder.resolve("home");
        HomeCreator.create(home, "mx.example.test", "example.test", OptionalInt.of(0));
    }

    @Test
    void importsUsersOnceHoweverOftenTheFileIsGiven() throws Exception {
        Path file = csv("""
                address,password,hash,enabled,storage,forward,keepCopy
                alice@example.test,"se,cret \"\"x\"\"",,,5GiB,,
                bob@example.test,,%s,false,,alice@example.test x@far.test,false
                """.formatted(HASH));
        assertThat(run("user", "import", file.toString(), "--dry-run")).isEqualTo(new Result(0, "The file is good.\n"));
        assertThat(run("user", "list").text()).isEmpty();
        assertThat(run("user", "import", file.toString()).text()).isEqualTo("Added 2 users; 0 were there already.\n");
        assertThat(run("user", "import", file.toString()).text()).isEqualTo("Added 0 users; 2 were there already.\n");
        assertThat(run("user", "list").text()).isEqualTo("alice@example.test\nbob@example.test  (disabled)\n");
        User bob = Accounts.ofFiles(home.resolve("conf"))
                .find(MailAddress.parse("bob@example.test"))
                .orElseThrow();
        assertThat(bob.password().orElseThrow().hash()).isEqualTo(HASH);
        assertThat(bob.forwarding().keepCopy()).isFalse();
        assertThat(bob.forwarding().to()).hasSize(2);
        assertThat(PostriderServer.configCheck(home)).isEmpty();
    }

    @Test
    void aFileWithMistakesIsTakenNotAtAllAndEachMistakeHasItsLine() throws Exception {
        Path file = csv("""
                address,password
                alice@example.test,good
                nobody,x
                carol@elsewhere.test,x
                dave@example.test,
                alice@example.test,again
                eve@example.test
                """);
        Result result = run("user", "import", file.toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.text())
                .contains(
                        file + ":3: 'nobody' is no address",
                        file + ":4: elsewhere.test is no local domain",
                        file + ":5: dave@example.test has neither password nor hash",
                        file + ":6: alice@example.test stands in the file already",
                        file + ":7: the line has 1 values",
                        "Nothing was changed.");
        assertThat(run("user", "list").text()).isEmpty();
        assertThat(run("user", "import", csv("name,pass\n").toString()).text())
                .contains(":1: there is no column 'name'", "address, and password or hash");
        Path latin = folder.resolve("latin.csv");
        Files.write(latin, "address,password\nal\u00efce@example.test,x\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(run("user", "import", latin.toString()).text()).contains("not UTF-8");
    }

    @Test
    void manyUsersAreImportedAndListedAsJson() throws Exception {
        String lines = IntStream.range(0, 2500)
                .mapToObj(i -> "user" + i + "@example.test," + HASH)
                .collect(Collectors.joining("\n", "address,hash\n", "\n"));
        assertThat(run("user", "import", csv(lines).toString()).text())
                .isEqualTo("Added 2500 users; 0 were there already.\n");
        List<Object> listed = JSON.std.listFrom(run("user", "list", "--json").text());
        assertThat(listed).hasSize(2500);
        assertThat((Map<?, ?>) listed.getFirst()).extracting("enabled").isEqualTo(true);
        assertThat(JSON.std.listFrom(run("user", "list", "--json", "--domain", "example.test")
                        .text()))
                .hasSize(2500);
        assertThat(PostriderServer.configCheck(home)).isEmpty();
    }

    @Test
    void switchesForwardsAndShows() throws Exception {
        run(
                "user",
                "import",
                csv("address,hash\nbob@example.test," + HASH + "\n").toString());
        assertThat(run("user", "disable", "bob@example.test").code()).isZero();
        assertThat(run("user", "list").text()).contains("(disabled)");
        assertThat(run("user", "enable", "bob@example.test").code()).isZero();
        assertThat(run("user", "forward", "bob@example.test", "x@far.test", "--keep-copy")
                        .code())
                .isZero();
        assertThat(run("user", "quota", "bob@example.test", "--messages", "7").text())
                .contains("messages   7");
        assertThat(run("user", "show", "bob@example.test").text())
                .contains("address    bob@example.test", "enabled    true", "messages   7", "forward    [x@far.test]");
        assertThat(JSON.std.mapFrom(
                        run("user", "show", "bob@example.test", "--json").text()))
                .containsEntry("keepCopy", true)
                .doesNotContainKey("hash");
        assertThat(run("user", "forward", "bob@example.test").code()).isZero();
        assertThat(run("user", "show", "bob@example.test").text()).doesNotContain("forward");
        for (String command : List.of("show", "enable", "remove")) {
            assertThat(run("user", command, "nobody@example.test"))
                    .isEqualTo(new Result(1, "there is no user nobody@example.test; see: postrider user list\n"));
        }
    }

    @Test
    void aDirectoryThatServerXmlHasNotIsTold() throws Exception {
        assertThat(run("domain", "add", "example.org", "--directory", "base").code())
                .isZero();
        assertThat(run("config", "check").text())
                .contains("domains.xml:", "there is no <directory name=\"base\"> in server.xml");
        assertThat(run("user", "show", "bob@example.org").text()).contains("there is no <directory name=\"base\">");
    }

    private Path csv(String text) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "users", ".csv"), text);
    }

    private record Result(int code, String text) {}

    /// Standard output and error together.
    private Result run(String... arguments) {
        StringWriter text = new StringWriter();
        CommandLine command = PostriderCommand.commandLine();
        command.setOut(new PrintWriter(text));
        command.setErr(new PrintWriter(text));
        List<String> all = new ArrayList<>(List.of("--home", home.toString()));
        all.addAll(List.of(arguments));
        int code = command.execute(all.toArray(String[]::new));
        return new Result(code, text.toString());
    }
}
