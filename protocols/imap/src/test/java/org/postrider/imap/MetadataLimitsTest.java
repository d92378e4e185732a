package org.postrider.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.imap.metadata.Annotations;
import org.postrider.imap.metadata.EntryName;
import org.postrider.testkit.MemoryPeer;

/// RFC 5464 §4.3: how many annotations there can be, and how long they are.
class MetadataLimitsTest {
    private static final EntryName COMMENT =
            EntryName.parse("/private/comment", false).orElseThrow();

    @TempDir
    private Path folder;

    @Test
    void refusesWhatIsTooLongAndWhatAreTooMany() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of());
                MemoryPeer peer = server.connect()) {
            peer.readLine();
            assertThat(command(peer, "a1", "LOGIN bob secret")).startsWith("a1 OK");
            String longest = "x".repeat(60_000);
            assertThat(command(peer, "a2", "SETMETADATA INBOX (/private/comment {60000+}\r\n" + longest + ")"))
                    .startsWith("a2 OK");
            for (int i = 1; i < Annotations.ENTRIES_MAX; i++) {
                assertThat(command(peer, "b" + i, "SETMETADATA INBOX (/private/vendor/" + i + " \"v\")"))
                        .startsWith("b" + i + " OK");
            }
            assertThat(command(peer, "a3", "SETMETADATA INBOX (/private/vendor/more \"v\")"))
                    .startsWith("a3 NO [METADATA TOOMANY]");
            assertThat(command(peer, "a4", "SETMETADATA INBOX (/private/vendor/1 NIL /private/vendor/more \"v\")"))
                    .startsWith("a4 OK");
            assertThat(command(peer, "a5", "SETMETADATA INBOX (/shared/comment \"v\")"))
                    .startsWith("a5 OK");
        }
    }

    @Test
    void keepsAnyOctetsAndPassesOverDamage() {
        Annotations annotations = Annotations.read("");
        byte[] any = {0, 10, 13, 9, -1};
        annotations.put("bob@example.test", COMMENT, any);
        String damaged = "nonsense\n" + annotations.text() + "bob@example.test\t/private/x\t%%%\n";
        assertThat(Annotations.read(damaged).get("bob@example.test", COMMENT)).hasValue(any);
        assertThat(Annotations.read(damaged).get("carol@example.test", COMMENT)).isEmpty();
        assertThat(Annotations.read(damaged).text()).isEqualTo(annotations.text());
    }

    private static String command(MemoryPeer peer, String tag, String text) throws IOException {
        peer.send((tag + " " + text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String line = "";
        while (!line.startsWith(tag + " ")) {
            line = new String(peer.readLine(), StandardCharsets.US_ASCII);
        }
        return line;
    }
}
