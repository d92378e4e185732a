package org.postrider.pop3;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.api.net.ListenerInfo;
import org.postrider.kernel.tls.ServerTls;
import org.postrider.testkit.Transcript;
import org.postrider.testkit.socket.SocketListener;

/// The dialogues of `src/test/transcripts`, each with a server of its own: in memory, and through the server's
/// transport
/// on a socket, plain and with TLS.
class Pop3TranscriptTest {
    private static final Pattern STLS = Pattern.compile("(?i)^STLS$");

    @TempDir
    private static Path certificates;

    private static Supplier<ServerTls> certificate;

    @BeforeAll
    static void makeCertificate() throws IOException {
        certificate = SocketListener.certificate(certificates);
    }

    static List<Transcript> transcripts() {
        return Transcript.in(Path.of("src/test/transcripts"), ".pop3");
    }

    static List<Transcript> withTlsAtOnce() {
        return transcripts().stream()
                .filter(transcript -> !transcript.sends(STLS))
                .filter(transcript -> !transcript.settings().containsKey("tls"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void saysWhatTheTranscriptSaysInMemory(Transcript transcript) throws IOException {
        TestServer server = new TestServer(transcript.settings());
        transcript.run(server::connect);
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void saysWhatTheTranscriptSaysOnASocket(Transcript transcript) throws IOException {
        run(transcript, transcript.settings(), false);
    }

    @ParameterizedTest
    @MethodSource("withTlsAtOnce")
    void saysWhatTheTranscriptSaysOverTls(Transcript transcript) throws IOException {
        Map<String, String> settings = new HashMap<>(transcript.settings());
        settings.put("tls", "implicit");
        run(transcript, settings, true);
    }

    private static void run(Transcript transcript, Map<String, String> settings, boolean implicitTls)
            throws IOException {
        TestServer server = new TestServer(settings);
        InetAddress client = InetAddress.ofLiteral(settings.getOrDefault("client", "127.0.0.1"));
        try (SocketListener listener = SocketListener.open(
                new ListenerInfo("pop3", "pop3", implicitTls), server.handler, Optional.of(certificate))) {
            transcript.run(() -> listener.connect(client));
        }
    }
}
