package org.postrider.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A dialogue with a server, to be played and compared line by line.
///
/// | line | meaning |
/// |---|---|
/// | `C: text` | the client sends the text and CRLF |
/// | `C- text` | the client sends the text alone, in which `\r \n \0 \t \\` and `\xHH` are octets |
/// | `S: text` | the server's next line is exactly this |
/// | `S- text` | the server's next octets are exactly these, escapes as in `C-`; they end with a line |
/// | `S~ regex` | the server's next line matches as a whole; a group `(?<uid>[0-9]+)` gives `${uid}` its value |
/// | `S* regex` | the server's lines are passed over until one matches |
/// | `TLS` | both shake hands |
/// | `END` | the server closes the connection |
/// | `CLOSE` | the client does |
/// | `@name` | what follows is said on another connection, opened when first named; `@` is the first one |
/// | `= key value` | a setting for whoever opens connections, see [#settings()] |
/// | `# text` | a comment, as are empty lines |
///
/// Lines that the client sends one after the other leave in one piece. Text is UTF-8. `${name}` stands for what a group
/// of that name matched before.
public final class Transcript {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z][A-Za-z0-9]*)}");

    private final String name;
    private final List<String> lines;
    private final Map<String, String> settings = new TreeMap<>();

    private Transcript(String name, List<String> lines) {
        this.name = name;
        this.lines = List.copyOf(lines);
        for (String line : lines) {
            if (line.startsWith("= ")) {
                String[] words = line.substring(2).strip().split(" +", 2);
                settings.put(words[0], words.length == 2 ? words[1] : "");
            }
        }
    }

    public static Transcript parse(String name, String text) {
        return new Transcript(name, text.lines().toList());
    }

    /// All transcripts of a folder whose names end with `suffix`, by name.
    public static List<Transcript> in(Path folder, String suffix) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Transcript> transcripts = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                String fileName = file.getFileName().toString();
                if (fileName.endsWith(suffix)) {
                    transcripts.add(new Transcript(fileName, Files.readAllLines(file)));
                }
            }
            return transcripts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the lines with `=` say, for the test that opens connections.
    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    /// Whether the client sends such a line; for tests that run some transcripts only.
    ///
    /// @param command found anywhere in the line
    public boolean sends(Pattern command) {
        return lines.stream()
                .anyMatch(line -> line.startsWith("C: ")
                        && command.matcher(line.substring(3)).find());
    }

    /// Plays it.
    ///
    /// @throws AssertionError where the server says something else; the message holds the place and the
    ///     dialogue
    public void run(Opener opener) throws IOException {
        try (Run run = new Run(opener)) {
            for (int i = 0; i < lines.size(); i++) {
                run.play(i + 1, lines.get(i));
            }
            run.sendPending();
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /// Opens a connection to the server under test.
    @FunctionalInterface
    public interface Opener {
        TranscriptPeer open() throws IOException;
    }

    private final class Run implements AutoCloseable {
        private final Opener opener;
        private final Map<String, TranscriptPeer> peers = new HashMap<>();
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
        private final StringBuilder dialogue = new StringBuilder();
        private final Map<String, String> variables = new HashMap<>();
        private String current = "";

        Run(Opener opener) {
            this.opener = opener;
        }

        void play(int number, String line) throws IOException {
            if (line.isBlank() || line.startsWith("#") || line.startsWith("= ")) {
                return;
            }
            try {
                boolean pattern = line.startsWith("S~") || line.startsWith("S*");
                String argument = line.length() > 3 ? substitute(line.substring(3), pattern) : "";
                switch (line.length() < 2 ? line : line.substring(0, 2)) {
                    case "C:" -> pending.writeBytes((argument + "\r\n").getBytes(StandardCharsets.UTF_8));
                    case "C-" -> pending.writeBytes(unescape(argument));
                    default -> playOther(line, argument);
                }
            } catch (IOException | IllegalArgumentException e) {
                throw new AssertionError(at(number, line) + e.getMessage(), e);
            }
        }

        private void playOther(String line, String argument) throws IOException {
            sendPending();
            if (line.startsWith("@")) {
                current = line.substring(1).strip();
            } else if (line.startsWith("S:")) {
                expect(argument, argument.equals(nextLine()));
            } else if (line.startsWith("S~")) {
                expect(argument, matches(Pattern.compile(argument), nextLine()));
            } else if (line.startsWith("S-")) {
                expectOctets(unescape(argument));
            } else if (line.startsWith("S*")) {
                Pattern last = Pattern.compile(argument);
                while (!matches(last, nextLine())) {
                    // On to the line that matches.
                }
            } else {
                switch (line.strip()) {
                    case "TLS" -> peer().startTls();
                    case "END" -> peer().expectEnd();
                    case "CLOSE" -> peer().close();
                    default -> throw new IllegalArgumentException("this is no line of a transcript");
                }
            }
        }

        void sendPending() throws IOException {
            if (pending.size() > 0) {
                byte[] octets = pending.toByteArray();
                pending.reset();
                dialogue.append("C: ").append(new String(octets, StandardCharsets.UTF_8).replace("\r\n", "\nC: "));
                dialogue.append('\n');
                peer().send(octets);
            }
        }

        private TranscriptPeer peer() throws IOException {
            TranscriptPeer peer = peers.get(current);
            if (peer == null) {
                peer = opener.open();
                peers.put(current, peer);
            }
            return peer;
        }

        private String nextLine() throws IOException {
            String line = new String(peer().readLine(), StandardCharsets.UTF_8);
            dialogue.append("S: ").append(line);
            if (!line.endsWith("\r\n")) {
                throw new IOException("a line of the server does not end with CRLF: " + line);
            }
            return line.substring(0, line.length() - 2);
        }

        private void expectOctets(byte[] expected) throws IOException {
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            while (got.size() < expected.length) {
                byte[] line = peer().readLine();
                dialogue.append("S: ").append(new String(line, StandardCharsets.UTF_8));
                got.writeBytes(line);
            }
            expect(expected.length + " octets", Arrays.equals(expected, got.toByteArray()));
        }

        private boolean matches(Pattern pattern, String line) {
            Matcher matcher = pattern.matcher(line);
            if (!matcher.matches()) {
                return false;
            }
            for (String group : pattern.namedGroups().keySet()) {
                String value = matcher.group(group);
                if (value != null) {
                    variables.put(group, value);
                }
            }
            return true;
        }

        private String substitute(String text, boolean inPattern) {
            return VARIABLE.matcher(text).replaceAll(found -> {
                String value = variables.get(found.group(1));
                if (value == null) {
                    throw new IllegalArgumentException("nothing has given ${" + found.group(1) + "} a value");
                }
                return Matcher.quoteReplacement(inPattern ? Pattern.quote(value) : value);
            });
        }

        private void expect(String expected, boolean matches) throws IOException {
            if (!matches) {
                throw new IOException("expected: " + expected);
            }
        }

        private String at(int number, String line) {
            return name + ":" + number + ": " + line + "\n" + dialogue;
        }

        @Override
        public void close() throws IOException {
            for (TranscriptPeer peer : peers.values()) {
                peer.close();
            }
        }
    }

    private static byte[] unescape(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            char escaped = text.charAt(++i);
            switch (escaped) {
                case 'r' -> out.write('\r');
                case 'n' -> out.write('\n');
                case 't' -> out.write('\t');
                case '0' -> out.write(0);
                case '\\' -> out.write('\\');
                case 'x' -> {
                    out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException("\\" + escaped + " is no escape");
            }
        }
        return out.toByteArray();
    }
}
