package org.postrider.dist.quickstart;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.postrider.dist.quickstart.SampleMessages.Sample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `postrider quickstart`, which `dist/quickstart` calls: sends the samples as alice, reads them as bob.
@Command(name = "quickstart", hidden = true, description = "Sends mail, reads it back, and shows the dialogue.")
public final class QuickstartCommand implements Callable<Integer> {
    private static final String ALICE = "alice@example.test";
    private static final String BOB = "bob@example.test";
    private static final int ARRIVAL_TRIES = 100;

    @Spec
    private CommandSpec spec;

    @Option(names = "--port-base", required = true)
    private int portBase;

    @Option(names = "--password", required = true)
    private String password;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        submit(out);
        read(out);
        return 0;
    }

    private void submit(PrintWriter out) throws IOException {
        out.println("Alice submits three messages on port " + (portBase + 587) + ".");
        try (Dialogue smtp = new Dialogue(portBase + 587, out)) {
            smtp.expectReply(220);
            smtp.send("EHLO alices-laptop.example.test");
            smtp.expectReply(250);
            smtp.send("STARTTLS");
            smtp.expectReply(220);
            smtp.startTls();
            smtp.send("EHLO alices-laptop.example.test");
            smtp.expectReply(250);
            String secret = base64("\0" + ALICE + "\0" + password);
            smtp.sendShowing("AUTH PLAIN " + secret, "AUTH PLAIN (name and password)");
            smtp.expectReply(235);
            for (Sample sample : SampleMessages.all()) {
                send(smtp, sample);
            }
            smtp.send("QUIT");
            smtp.expectReply(221);
        }
        out.println();
    }

    private static void send(Dialogue smtp, Sample sample) throws IOException {
        smtp.send("MAIL FROM:<" + ALICE + "> SIZE=" + sample.message().size());
        smtp.expectReply(250);
        smtp.send("RCPT TO:<" + sample.to() + ">");
        smtp.expectReply(250);
        smtp.send("DATA");
        smtp.expectReply(354);
        smtp.sendOctets(
                sample.message().readAll(100_000),
                "(" + sample.message().size() + " octets: a message " + sample.title() + ")");
        smtp.send(".");
        smtp.expectReply(250);
    }

    private void read(PrintWriter out) throws IOException {
        out.println("Bob reads on port " + (portBase + 143) + ".");
        try (Dialogue imap = new Dialogue(portBase + 143, out)) {
            imap.expect(line -> line.startsWith("* OK"));
            imap.send("a1 STARTTLS");
            imap.expectTagged("a1");
            imap.startTls();
            imap.sendShowing("a2 LOGIN " + BOB + " \"" + password + "\"", "a2 LOGIN " + BOB + " (password)");
            imap.expectTagged("a2");
            imap.send("a3 SELECT INBOX");
            imap.expectTagged("a3");
            awaitArrival(imap, 3);
            imap.send("a5 FETCH 1:* (UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)])");
            imap.expectTagged("a5");
            search(imap, "a6", "SUBJECT \"lunch\"", 1);
            search(imap, "a7", "BODY \"ship on Friday\"", 1);
            search(imap, "a8", "CHARSET UTF-8 BODY \"звонит ДВАЖДЫ\"", 1);
            imap.send("a9 LOGOUT");
            imap.expectTagged("a9");
        }
        out.println();
    }

    // Delivery takes milliseconds; each NOOP lets the server tell what arrived meanwhile.
    private static void awaitArrival(Dialogue imap, int messages) throws IOException {
        for (int i = 0; i < ARRIVAL_TRIES; i++) {
            String tag = "n" + i;
            imap.send(tag + " STATUS INBOX (MESSAGES)");
            List<String> lines = imap.expectTagged(tag);
            if (lines.stream().anyMatch(line -> line.contains("MESSAGES " + messages))) {
                imap.send("a4 NOOP");
                imap.expectTagged("a4");
                return;
            }
            pause();
        }
        throw new IOException("the messages have not arrived; the log says why");
    }

    private static void search(Dialogue imap, String tag, String keys, int expected) throws IOException {
        imap.send(tag + " UID SEARCH " + literals(keys));
        List<String> lines = imap.expectTagged(tag);
        long found = lines.stream()
                .filter(line -> line.startsWith("* SEARCH"))
                .mapToLong(line -> line.split(" ").length - 2L)
                .sum();
        if (found != expected) {
            throw new IOException("expected " + expected + " message for " + keys + " and found " + found);
        }
    }

    // RFC 3501 §4.3: what is not US-ASCII travels as a literal; LITERAL+ (RFC 7888) saves the round trip.
    private static String literals(String keys) {
        int quote = keys.indexOf('"');
        String text = keys.substring(quote + 1, keys.length() - 1);
        if (text.chars().allMatch(c -> c < 0x80)) {
            return keys;
        }
        return keys.substring(0, quote) + "{" + text.getBytes(StandardCharsets.UTF_8).length + "+}\r\n" + text;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
