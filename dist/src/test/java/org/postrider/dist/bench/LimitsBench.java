package org.postrider.dist.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What is large: a message of 200 MB, an account of 10,000 mailboxes, a mailbox of a million messages. Says what each
/// takes in time, and in memory of the server. Prints Markdown.
final class LimitsBench {
    private static final int LARGE_OCTETS = 200_000_000;
    private static final int SMALL_MESSAGE_TEXT = 400;
    private static final int REPEATS = 3;

    private final PostriderTarget target;

    private LimitsBench(PostriderTarget target) {
        this.target = target;
    }

    /// @param args the distribution's folder, a folder for data, the number of mailboxes, and of messages in one
    public static void main(String[] args) throws Exception {
        Path work = Files.createDirectories(Path.of(args[1]).toAbsolutePath());
        int mailboxes = Integer.parseInt(args[2]);
        int messages = Integer.parseInt(args[3]);
        System.out.println("| what | ms | memory after MiB |\n| --- | --- | --- |");
        Path distribution = Path.of(args[0]).toAbsolutePath();
        PostriderTarget first = PostriderTarget.create(distribution, work);
        try (first) {
            LimitsBench bench = new LimitsBench(first);
            bench.largeMessage();
            bench.manyMailboxes(mailboxes);
            bench.makeLargeMailbox(messages);
            bench.largeMailbox(messages);
        }
        try (PostriderTarget again = first.again(distribution)) {
            new LimitsBench(again).largeMailboxAgain();
        }
    }

    private void largeMessage() throws Exception {
        try (ImapClient client = login(0)) {
            byte[] message = large();
            client.command("CREATE large");
            row("APPEND of a message of 200 MB", () -> client.append("large", List.of(message)));
            client.command("SELECT large");
            row("FETCH 1 (ENVELOPE BODYSTRUCTURE)", () -> client.command("FETCH 1 (ENVELOPE BODYSTRUCTURE)"));
            row("FETCH 1 (BODY.PEEK[])", () -> client.command("FETCH 1 (BODY.PEEK[])"));
            row(
                    "FETCH 1 (BODY.PEEK[2]<100000000.1000>)",
                    () -> client.command("FETCH 1 (BODY.PEEK[2]<100000000.1000>)"));
            row("FETCH 1 (BINARY.SIZE[2])", () -> client.command("FETCH 1 (BINARY.SIZE[2])"));
            row("SEARCH TEXT \"zebrafish\"", () -> client.command("SEARCH TEXT \"zebrafish\""));
            row("COPY 1 large", () -> client.command("COPY 1 large"));
        }
    }

    // A short text, and an attachment that is the rest.
    private static byte[] large() {
        String head = "From: a@example.test\r\nTo: b@example.test\r\nSubject: large\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\n\r\nA zebrafish.\r\n--cut\r\n"
                + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n";
        byte[] line = ("QUJD".repeat(19) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] message = new byte[LARGE_OCTETS];
        int at = 0;
        for (byte octet : head.getBytes(StandardCharsets.US_ASCII)) {
            message[at++] = octet;
        }
        byte[] end = "\r\n--cut--\r\n".getBytes(StandardCharsets.US_ASCII);
        for (; at < LARGE_OCTETS - end.length; at++) {
            message[at] = line[at % line.length];
        }
        System.arraycopy(end, 0, message, at, end.length);
        return message;
    }

    private void manyMailboxes(int count) throws Exception {
        try (ImapClient client = login(1)) {
            row("CREATE of " + count + " mailboxes", () -> {
                for (int i = 0; i < count; i++) {
                    client.command("CREATE folder" + i / 100 + "/box" + i);
                }
            });
            repeated("LIST \"\" *", () -> client.command("LIST \"\" *"));
            repeated(
                    "LIST \"\" * RETURN (STATUS (MESSAGES UNSEEN))",
                    () -> client.command("LIST \"\" * RETURN (STATUS (MESSAGES UNSEEN))"));
            repeated("SELECT of one of them", () -> client.command("SELECT folder0/box7"));
            row("RENAME folder0 first, with its 100", () -> client.command("RENAME folder0 first"));
        }
    }

    // As another program delivers them: without UIDs.
    private void makeLargeMailbox(int count) throws Exception {
        try (ImapClient client = login(2)) {
            client.command("CREATE million");
        }
        Path cur = target.maildir(2).resolve(".million/cur");
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            byte[] message = small(i);
            String name =
                    String.format(Locale.ROOT, "%d.M%d.other,S=%d:2,%s", 1_600_000_000 + i, i, message.length, "S");
            try (OutputStream out = Files.newOutputStream(cur.resolve(name))) {
                out.write(message);
            }
        }
        System.err.printf("%d messages written in %.0f s%n", count, (System.nanoTime() - begun) / 1e9);
    }

    private static byte[] small(int number) {
        return ("From: sender" + number % 300 + "@example.net\r\nTo: user2@example.test\r\nSubject: message " + number
                        + (number % 5000 == 7 ? " xylograph" : "") + "\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\n"
                        + "Message-ID: <" + number + "@example.net>\r\n\r\n"
                        + "x".repeat(SMALL_MESSAGE_TEXT + number % 100) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void largeMailbox(int count) throws Exception {
        try (ImapClient client = login(2)) {
            row(
                    "SELECT of " + count + " messages that another program has brought",
                    () -> client.command("SELECT million"));
            repeated("SELECT again", () -> client.command("SELECT million"));
            repeated("FETCH 1:* (FLAGS UID)", () -> client.command("FETCH 1:* (FLAGS UID)"));
            row(
                    "FETCH 1:* (RFC822.SIZE INTERNALDATE ENVELOPE)",
                    () -> client.command("FETCH 1:* (RFC822.SIZE INTERNALDATE ENVELOPE)"));
            repeated("the same again", () -> client.command("FETCH 1:* (RFC822.SIZE INTERNALDATE ENVELOPE)"));
            repeated(
                    "STORE 1:* +FLAGS.SILENT (\\Flagged)", () -> client.command("STORE 1:* +FLAGS.SILENT (\\Flagged)"));
            repeated("SEARCH UNSEEN", () -> client.command("SEARCH UNSEEN"));
            row("SEARCH SUBJECT \"xylograph\"", () -> client.command("SEARCH SUBJECT \"xylograph\""));
            repeated("the same again", () -> client.command("SEARCH SUBJECT \"xylograph\""));
            row("SORT (SUBJECT) UTF-8 ALL", () -> client.command("SORT (SUBJECT) UTF-8 ALL"));
            row("APPEND", () -> client.append("million", List.of(Corpus.message(1))));
            client.command("STORE 1:10000 +FLAGS.SILENT (\\Deleted)");
            row("EXPUNGE of 10000", () -> client.command("EXPUNGE"));
            client.command("LOGOUT");
        }
    }

    private void largeMailboxAgain() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "| start of the server | %d | |%n",
                target.startTime().toMillis());
        try (ImapClient client = login(2)) {
            row("SELECT after it", () -> client.command("SELECT million"));
            repeated("SELECT again", () -> client.command("SELECT million"));
        }
    }

    private void row(String what, ImapTable.Work work) throws Exception {
        long begun = System.nanoTime();
        work.run();
        print(what, System.nanoTime() - begun);
    }

    // The quickest of some.
    private void repeated(String what, ImapTable.Work work) throws Exception {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < REPEATS; i++) {
            long begun = System.nanoTime();
            work.run();
            best = Math.min(best, System.nanoTime() - begun);
        }
        print(what, best);
    }

    private void print(String what, long nanos) {
        System.out.printf(Locale.ROOT, "| `%s` | %.1f | %.0f |%n", what, nanos / 1e6, Meter.memoryMib(target.pid()));
    }

    private ImapClient login(int user) throws IOException {
        return ImapClient.login(target.imapPort(), ImapTarget.user(user), ImapTarget.PASSWORD);
    }
}
