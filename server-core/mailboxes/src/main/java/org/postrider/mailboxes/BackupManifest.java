package org.postrider.mailboxes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.SystemFlag;

/// What an account had at the moment of a backup, as lines of text with tabs between their parts:
///
/// ```
/// postrider-backup 1
/// mailbox <name in modified UTF-7> <id> <UIDVALIDITY> <special use or -> <subscribed or ->
/// note <key> <text, with \\, \t, \n and \r for such characters>
/// message <UID> <internal date> <SHA-256> <flags>
/// end <number of messages>
/// ```
///
/// A file without its last line is not whole, and refused.
final class BackupManifest {
    private static final String FIRST_LINE = "postrider-backup\t1";
    private static final Pattern ESCAPE = Pattern.compile("\\\\([tnr\\\\])");
    private static final String NONE = "-";
    private static final String SUBSCRIBED = "subscribed";

    private BackupManifest() {}

    /// Hears what a manifest says, line by line.
    interface Reader {
        void mailbox(MailboxEntry mailbox) throws IOException;

        /// Of the mailbox before it: who may use it, what was written about it.
        void note(String key, String text) throws IOException;

        void message(MessageEntry message) throws IOException;
    }

    /// @param id of the mailbox, as [org.postrider.api.store.Mailbox#id()]
    record MailboxEntry(MailboxName name, String id, long uidValidity, Optional<SpecialUse> use, boolean subscribed) {}

    /// @param hash the name of its content in the backup
    record MessageEntry(long uid, Instant date, String hash, Flags flags) {}

    /// Reads a manifest, never more than a line at a time.
    ///
    /// @throws TaskRefusedException where it is none, or not whole; with the line's number
    static void read(Path file, Reader reader) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            if (!FIRST_LINE.equals(lines.readLine())) {
                throw new TaskRefusedException(file + " is no backup of this program's form");
            }
            long messages = 0;
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String[] parts = line.split("\t", -1);
                try {
                    switch (parts[0]) {
                        case "mailbox" -> reader.mailbox(mailbox(parts));
                        case "note" -> reader.note(parts[1], unescaped(parts[2]));
                        case "message" -> {
                            messages++;
                            reader.message(message(parts));
                        }
                        case "end" -> {
                            if (messages != Long.parseLong(parts[1])) {
                                throw new IllegalArgumentException("it should have " + parts[1] + " messages");
                            }
                            return;
                        }
                        default -> throw new IllegalArgumentException("a line of no known kind");
                    }
                } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException | DateTimeParseException e) {
                    throw new TaskRefusedException(
                            file + ":" + number + ": the backup is damaged: " + e.getMessage(), e);
                }
            }
            throw new TaskRefusedException(file + " ends too early; take another backup");
        }
    }

    private static MailboxEntry mailbox(String[] parts) {
        MailboxName name = ExportNames.parse(parts[1]);
        Optional<SpecialUse> use = parts[4].equals(NONE) ? Optional.empty() : Optional.of(SpecialUse.valueOf(parts[4]));
        return new MailboxEntry(name, parts[2], Long.parseLong(parts[3]), use, parts[5].equals(SUBSCRIBED));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> switch (found.group(1)) {
            case "t" -> "\t";
            case "n" -> "\n";
            case "r" -> "\r";
            default -> "\\\\";
        });
    }

    private static MessageEntry message(String[] parts) {
        if (!parts[3].matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("no SHA-256");
        }
        return new MessageEntry(Long.parseLong(parts[1]), Instant.parse(parts[2]), parts[3], flags(parts[4]));
    }

    private static Flags flags(String text) {
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        Set<Keyword> keywords = new HashSet<>();
        for (String word : text.isEmpty() ? new String[0] : text.split(" ")) {
            @Nullable SystemFlag flag = null;
            for (SystemFlag each : SystemFlag.values()) {
                flag = each.imapName().equals(word) ? each : flag;
            }
            if (flag == null) {
                keywords.add(Keyword.of(word));
            } else {
                system.add(flag);
            }
        }
        return Flags.of(system, keywords);
    }

    /// Writes a manifest. Confined to one thread.
    static final class Output implements AutoCloseable {
        private final Writer out;
        private long messages;

        Output(Path file) throws IOException {
            this.out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
            line(FIRST_LINE);
        }

        void mailbox(MailboxEntry mailbox) throws IOException {
            line(String.join(
                    "\t",
                    "mailbox",
                    ExportNames.path(mailbox.name()),
                    mailbox.id(),
                    Long.toString(mailbox.uidValidity()),
                    mailbox.use().map(SpecialUse::name).orElse(NONE),
                    mailbox.subscribed() ? SUBSCRIBED : NONE));
        }

        void note(String key, String text) throws IOException {
            line(String.join("\t", "note", key, escaped(text)));
        }

        void message(MessageEntry message) throws IOException {
            messages++;
            line(String.join(
                    "\t",
                    "message",
                    Long.toString(message.uid()),
                    message.date().toString(),
                    message.hash(),
                    message.flags().toString()));
        }

        void end() throws IOException {
            line("end\t" + messages);
        }

        private void line(String line) throws IOException {
            out.write(line);
            out.write('\n');
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
