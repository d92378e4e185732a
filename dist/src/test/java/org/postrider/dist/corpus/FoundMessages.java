package org.postrider.dist.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Messages that this project did not shape: the test messages of Apache Mime4j (itself from Perl's MIME::tools), from
/// its
/// test jar, and those of Python's email package, where Python's tests are installed.
public final class FoundMessages {
    private static final List<String> PYTHON_FOLDERS = List.of("/usr/lib/python3.11/test/test_email/data");

    private FoundMessages() {}

    /// @return each with line breaks as CRLF, as SMTP carries them
    public static List<byte[]> all() throws IOException {
        List<byte[]> messages = new ArrayList<>(mime4j());
        for (String folder : PYTHON_FOLDERS) {
            if (Files.isDirectory(Path.of(folder))) {
                messages.addAll(in(Path.of(folder), "glob:**/msg_*.txt"));
            }
        }
        return messages;
    }

    private static List<byte[]> mime4j() throws IOException {
        URL one = Objects.requireNonNull(
                FoundMessages.class.getResource("/mimetools-testmsgs/badbound.msg"), "Mime4j's test jar is missing");
        try {
            URI jar = one.toURI();
            try (FileSystem files = FileSystems.newFileSystem(jar, Map.of())) {
                return in(files.getPath("/"), "glob:**.msg");
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static List<byte[]> in(Path folder, String pattern) throws IOException {
        List<byte[]> messages = new ArrayList<>();
        var matcher = folder.getFileSystem().getPathMatcher(pattern);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(matcher::matches).sorted().toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    messages.add(withCrlf(in.readAllBytes()));
                }
            }
        }
        return messages;
    }

    static byte[] withCrlf(byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length + 128);
        for (int i = 0; i < octets.length; i++) {
            boolean lineEnd = octets[i] == '\n';
            boolean bareCr = octets[i] == '\r' && (i + 1 == octets.length || octets[i + 1] != '\n');
            if (lineEnd || bareCr) {
                out.write('\r');
                out.write('\n');
            } else if (octets[i] != '\r') {
                out.write(octets[i]);
            }
        }
        return out.toByteArray();
    }
}
