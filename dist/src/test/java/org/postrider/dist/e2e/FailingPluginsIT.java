package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A plugin that does everything wrong, in a real server: the mail on which it fails is kept, other mail goes on, the
/// log
/// names the plugin, and the server is the same process as before.
class FailingPluginsIT {
    private static final Path PLUGIN = Path.of("src/test/plugins/failing").toAbsolutePath();
    // What becomes of it, in the log; the plugin's name stands with it.
    private static final Map<String, String> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("throws", "the mailet Fail of the plugin 'failing' (failing.jar) failed: IOException: no route");
        FAULTS.put("fails", "the plugin 'failing' (failing.jar) failed: AssertionError: cannot be");
        FAULTS.put("recursion", "the plugin 'failing' (failing.jar) failed: java.lang.StackOverflowError");
        FAULTS.put("memory", "the plugin 'failing' (failing.jar) failed: OutOfMemoryError: Java heap space");
        FAULTS.put("exit", "the plugin 'failing' (failing.jar) failed: it called System.exit");
        FAULTS.put("halt", "the plugin 'failing' (failing.jar) failed: it called Runtime.halt");
        FAULTS.put("linkage", "the plugin 'failing' (failing.jar) failed: NoSuchMethodError: Mail.title()");
        FAULTS.put("nothing", "the mailet answered null");
        FAULTS.put("hangs", "of the plugin 'failing' (failing.jar) did not come back within");
    }

    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void installThePlugin() throws Exception {
        server = TestServer.create(folder);
        PluginBuild.jar(
                PLUGIN.resolve("java"),
                PLUGIN.resolve("resources"),
                folder,
                server.home().resolve("plugins/failing.jar"));
        server.replaceInConf(
                "server.xml",
                "</server>",
                "<plugins><callTimeMax>20s</callTimeMax><filterTimeMax>20s</filterTimeMax></plugins></server>");
        server.replaceInConf("pipeline.xml", "<processor state=\"root\">", """
                <processor state="root">
                <mailet match="All" class="Fail"/>
                """);
        server.replaceInConf("pipeline.xml", "<mailet match=\"All\" class=\"LogMessage\"/>", """
                <mailet match="All" class="LogMessage"/>
                <mailet match="All" class="ToRepository"><repositoryPath>failed</repositoryPath><passThrough>true</passThrough></mailet>
                """);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void mailOnWhichAMailetFailsIsKeptAndOtherMailGoesOn() throws Exception {
        start();
        String process = process();
        try (SmtpClient client = new SmtpClient(server.port(25))) {
            for (String fault : FAULTS.keySet()) {
                send(client, fault, "bob@example.test");
                send(client, "after " + fault, "alice@example.test");
                Eventually.isTrue(() -> server.mail("alice").contains("Subject: after " + fault + "\r\n"));
            }
        }
        Eventually.isTrue(() -> kept() == FAULTS.size());

        assertThat(process()).isEqualTo(process);
        assertThat(server.mail("bob")).isEmpty();
        String log = log();
        FAULTS.forEach((fault, told) -> assertThat(log).as(fault).contains(told));
    }

    @Test
    void aRehearsalOfAFailureIsToldToWhoAskedAndNobodyElse() throws Exception {
        start();
        Path message = Files.writeString(folder.resolve("throws.eml"), "Subject: throws\r\n\r\nbody\r\n");

        Commands.Result trace = server.run("pipeline", "trace", message.toString(), "--to", "bob@example.test");

        assertThat(trace.output()).contains("no route");
        assertThat(log()).doesNotContain("no route").doesNotContain("failed");
        assertThat(server.run("metrics").output()).doesNotContainPattern("plugin_failures_total\\{.*failing.*} [1-9]");
    }

    @Test
    void aCommandOnWhichAFilterFailsIsToBeTriedAgainAndOthersGoOn() throws Exception {
        server.replaceInConf(
                "listeners.xml",
                "<filter class=\"HelloCheck\"/>",
                "<filter class=\"FailAtMail\" onFilterException=\"defer\"/>");
        start();
        String process = process();
        try (SmtpClient others = new SmtpClient(server.port(25));
                SmtpClient client = new SmtpClient(server.port(25))) {
            for (String fault : FAULTS.keySet()) {
                client.command("MAIL FROM:<" + fault + "@example.net>", "451");
                send(others, "after " + fault, "alice@example.test");
            }
            client.command("MAIL FROM:<ann@example.net>", "250");
        }

        assertThat(process()).isEqualTo(process);
        assertThat(log())
                .contains("the filter FailAtMail of the plugin 'failing' (failing.jar) failed: IOException: no route")
                .contains("The filter FailAtMail has no verdict (null)")
                .contains("the filter FailAtMail of the plugin 'failing' (failing.jar) did not come back within");
    }

    // With little memory, which is soon full.
    private void start() throws Exception {
        server.startChild(Map.of("POSTRIDER_HEAP", "128m"));
    }

    private static void send(SmtpClient client, String subject, String recipient) throws IOException {
        String message = "From: a@example.net\r\nSubject: " + subject + "\r\n\r\nbody\r\n";
        client.send("a@example.net", List.of(recipient), message.getBytes(StandardCharsets.US_ASCII));
    }

    private int kept() {
        String list = server.run("repository", "list", "failed").output();
        Matcher count = Pattern.compile("of (\\d+) mails").matcher(list);
        return count.find() ? Integer.parseInt(count.group(1)) : 0;
    }

    private String process() {
        return server.run("status", "--json").output().replaceAll("(?s).*\"pid\"\\s*:\\s*(\\d+).*", "$1");
    }

    private String log() throws IOException {
        return Files.readString(server.home().resolve("log/postrider.log"));
    }
}
