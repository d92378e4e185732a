package org.postrider.mbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;

/// The mail program mutt, where it is installed, on the same files while the store has them open.
@Timeout(60)
class MuttTest extends StoreTest {
    @Test
    void muttAndTheStoreShareAFolder() throws Exception {
        assumeTrue(isInstalled("mutt") && isInstalled("script"), "mutt or script(1) is not installed");
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            inbox.append(simple("one"));
            inbox.append(simple("two"));
            inbox.append(message("Subject: three\r\nStatus: mine\r\n\r\nFrom here\r\n>From there\r\n"));
            other.append(simple("there"));
            long known = inbox.view().highestModSeq();
            mutt("<first-entry><flag-message><next-entry><delete-message><last-entry><copy-message>=Other<enter>"
                    + "<sync-mailbox><quit>");
            assertThat(uids(inbox)).containsExactly(1L, 3L);
            assertThat(flags(inbox, 1)).isEqualTo(Flags.of(SystemFlag.FLAGGED));
            assertThat(text(inbox, 1)).isEqualTo("Subject: one\r\n\r\none\r\n");
            assertThat(inbox.changesSince(known).vanished()).isEqualTo(UidSet.of(2));
            assertThat(uids(other)).containsExactly(1L, 2L);
            for (Mailbox each : List.of(inbox, other)) {
                assertThat(text(each, uids(each).getLast()))
                        .isEqualTo("Subject: three\r\nStatus: mine\r\n\r\nFrom here\r\n>From there\r\n");
            }
            add(inbox, 1, Flags.of(SystemFlag.ANSWERED));
            mutt("<first-entry><flag-message><sync-mailbox><quit>");
            assertThat(flags(inbox, 1)).isEqualTo(Flags.of(SystemFlag.ANSWERED));
        }
    }

    private void mutt(String keys) throws Exception {
        Path settings = home.resolve("muttrc");
        Files.writeString(settings, """
                set folder=%s
                set spoolfile=%s
                set quit=yes delete=yes move=no confirmappend=no sort=mailbox-order wait_key=no resolve=no
                """.formatted(folder(), inboxFile()));
        String command = "mutt -n -F " + settings + " -f " + inboxFile() + " -e 'push \"" + keys + "\"'";
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", command, "/dev/null")
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("screen").toFile());
        builder.environment().put("TERM", "vt100");
        builder.environment().put("HOME", home.toString());
        Process process = builder.start();
        boolean ended = process.waitFor(30, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        assertThat(ended)
                .as("mutt ended; its screen is %s", Files.readString(home.resolve("screen")))
                .isTrue();
    }

    private static boolean isInstalled(String program) {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
