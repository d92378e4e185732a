package org.postrider.pop3;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Transcript;

/// The dialogues of `src/test/transcripts`, each with a server of its own.
class Pop3TranscriptTest {
    static List<Transcript> transcripts() {
        return Transcript.in(Path.of("src/test/transcripts"), ".pop3");
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void saysWhatTheTranscriptSays(Transcript transcript) throws IOException {
        TestServer server = new TestServer(transcript.settings());
        transcript.run(server::connect);
    }
}
