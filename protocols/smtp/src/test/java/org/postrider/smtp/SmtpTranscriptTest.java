package org.postrider.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.api.net.ListenerInfo;
import org.postrider.kernel.tls.ServerTls;
import org.postrider.testkit.Transcript;
import org.postrider.testkit.socket.SocketListener;

/// The dialogues of `src/test/transcripts`, each with a server of its own: in memory, and through the server's
/// transport on a socket.
class SmtpTranscriptTest {
    @TempDir
    private static Path certificates;

    private static Supplier<ServerTls> certificate;

    @BeforeAll
    static void makeCertificate() throws IOException {
        certificate = SocketListener.certificate(certificates);
    }

    static List<Transcript> transcripts() {
        return Transcript.in(Path.of("src/test/transcripts"), ".smtp");
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
        Map<String, String> settings = transcript.settings();
        TestServer server = new TestServer(settings);
        String tls = settings.getOrDefault("tls", "starttls");
        String protocol = settings.getOrDefault("listener", "smtp");
        InetAddress client = InetAddress.ofLiteral(settings.getOrDefault("client", "192.0.2.7"));
        try (SocketListener listener = SocketListener.open(
                new ListenerInfo(protocol, protocol, tls.equals("implicit")),
                server.handler,
                tls.equals("none") ? Optional.empty() : Optional.of(certificate))) {
            transcript.run(() -> listener.connect(client));
        }
    }
}
