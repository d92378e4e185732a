package org.postrider.imap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Transcript;

/// The dialogues of `src/test/transcripts`, each with a server of its own.
class ImapTranscriptTest {
    @TempDir
    private Path folder;

    static List<Transcript> transcripts() {
        return Transcript.in(Path.of("src/test/transcripts"), ".imap");
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void saysWhatTheTranscriptSays(Transcript transcript) throws IOException {
        try (TestServer server = new TestServer(folder, transcript.settings())) {
            transcript.run(server::connect);
        }
    }
}
