package org.postrider.imap;

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
/// on a socket, plain, with TLS, and compressed within TLS.
class ImapTranscriptTest {
    private static final Pattern STARTTLS = Pattern.compile("(?i)^\\S+ STARTTLS$");

    @TempDir
    private static Path certificates;

    private static Supplier<ServerTls> certificate;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCertificate() throws IOException {
        certificate = SocketListener.certificate(certificates);
    }

    static List<Transcript> transcripts() {
        return Transcript.in(Path.of("src/test/transcripts"), ".imap");
    }

    static List<Transcript> withTlsAtOnce() {
        return transcripts().stream()
                .filter(transcript -> !transcript.sends(STARTTLS))
                .toList();
    }

    // A round trip more within a tenth of a second is not to be relied on.
    static List<Transcript> compressible() {
        return withTlsAtOnce().stream()
                .filter(transcript -> transcript.sends(CompressingPeer.LOGIN))
                .filter(transcript -> !transcript.settings().containsKey("idleTimeLimit"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void saysWhatTheTranscriptSaysInMemory(Transcript transcript) throws IOException {
        try (TestServer server = new TestServer(folder, transcript.settings())) {
            transcript.run(server::connect);
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void saysWhatTheTranscriptSaysOnASocket(Transcript transcript) throws IOException {
        try (TestServer server = new TestServer(folder, transcript.settings());
                SocketListener listener = listener(server, false)) {
            transcript.run(() -> listener.connect(client(transcript)));
        }
    }

    @ParameterizedTest
    @MethodSource("withTlsAtOnce")
    void saysWhatTheTranscriptSaysOverTls(Transcript transcript) throws IOException {
        try (TestServer server = new TestServer(folder, withTls(transcript));
                SocketListener listener = listener(server, true)) {
            transcript.run(() -> listener.connect(client(transcript)));
        }
    }

    @ParameterizedTest
    @MethodSource("compressible")
    void saysWhatTheTranscriptSaysCompressed(Transcript transcript) throws IOException {
        try (TestServer server = new TestServer(folder, withTls(transcript));
                SocketListener listener = listener(server, true)) {
            transcript.run(() -> new CompressingPeer(listener.connect(client(transcript))));
        }
    }

    private static SocketListener listener(TestServer server, boolean implicitTls) throws IOException {
        return SocketListener.open(
                new ListenerInfo("imap", "imap", implicitTls), server.handler, Optional.of(certificate));
    }

    private static Map<String, String> withTls(Transcript transcript) {
        Map<String, String> settings = new HashMap<>(transcript.settings());
        settings.put("tls", "implicit");
        return settings;
    }

    private static InetAddress client(Transcript transcript) {
        return InetAddress.ofLiteral(transcript.settings().getOrDefault("client", "127.0.0.1"));
    }
}
