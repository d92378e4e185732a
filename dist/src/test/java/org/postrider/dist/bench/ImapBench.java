package org.postrider.dist.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The benchmark of IMAP and the store beside Dovecot: each step on both servers, one after the other, on the same
/// messages. Prints Markdown.
final class ImapBench {
    private static final int BATCH = 50;
    private static final int RANDOM_READS = 2000;
    private static final int APPENDS = 1000;
    private static final int MANY = 10;
    private static final int WARM_UP_MESSAGES = 1000;
    private static final int WARM_UP_ROUNDS = 40;
    private static final int IDLE_USERS = 18;

    private final List<ImapTarget> targets;
    private final int messages;
    private final int rounds;
    private final boolean tls;
    private final ImapTable table;

    private ImapBench(List<ImapTarget> targets, int messages, int rounds, boolean tls) {
        this.targets = targets;
        this.messages = messages;
        this.rounds = rounds;
        this.tls = tls;
        this.table = new ImapTable(targets);
    }

    /// @param args the distribution's folder, a folder for data, rounds, whether to measure Dovecot too, the number of
    ///     messages, of idle sessions, whether all goes over TLS
    public static void main(String[] args) throws Exception {
        Path work = Files.createDirectories(Path.of(args[1]).toAbsolutePath());
        boolean tls = Boolean.parseBoolean(args[6]);
        List<ImapTarget> targets = new ArrayList<>();
        try {
            if (Boolean.parseBoolean(args[3])) {
                targets.add(DovecotTarget.create(work.resolve("dovecot"), false));
            }
            targets.add(PostriderTarget.create(Path.of(args[0]).toAbsolutePath(), work));
            int messages = Integer.parseInt(args[4]);
            new ImapBench(targets, messages, Integer.parseInt(args[2]), tls).run(Integer.parseInt(args[5]));
        } finally {
            targets.forEach(ImapTarget::close);
        }
        if (Boolean.parseBoolean(args[3])) {
            try (ImapTarget tuned = DovecotTarget.create(work.resolve("dovecot"), true)) {
                System.out.println();
                ImapBench bench = new ImapBench(List.of(tuned), 0, 0, tls);
                bench.table.head("what", "times");
                bench.logins(1000);
            }
        }
    }

    private void run(int idle) throws Exception {
        warmUp();
        if (messages == 0) {
            // What sessions cost alone.
            table.head("what", "times");
            logins(1000);
            memory();
            idle(idle);
            return;
        }
        table.head("what", "messages or times");
        logins(1000);
        fill();
        once("SELECT big");
        first("SEARCH TEXT \"zebrafish\"");
        for (String command : List.of(
                "FETCH 1:* (FLAGS)",
                "FETCH 1:* (ENVELOPE)",
                "FETCH 1:* (BODYSTRUCTURE)",
                "FETCH 1:* (BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT DATE)])",
                "FETCH 1:2000 (BODY.PEEK[])",
                "SORT (DATE) UTF-8 ALL",
                "SORT (FROM SUBJECT) UTF-8 ALL",
                "THREAD REFERENCES UTF-8 ALL")) {
            reads(command);
        }
        randomBodies(1);
        randomBodies(MANY);
        store("FLAGS.SILENT (\\Flagged)");
        store("FLAGS ($Label)");
        for (String command : List.of(
                "SEARCH UNFLAGGED",
                "SEARCH SINCE 1-Feb-2017",
                "SEARCH SUBJECT \"xylograph\"",
                "SEARCH FROM \"sender7@\"",
                "SEARCH HEADER MESSAGE-ID \"<m77@\"",
                "SEARCH TEXT \"zebrafish\"",
                "SEARCH BODY \"nowhere at all\"")) {
            reads(command);
        }
        moves(Math.min(10_000, messages / 2));
        appends(1);
        appends(MANY);
        memory();
        idle(idle);
    }

    // Neither a compiler's first minute nor a first touch of the disk is what is measured.
    private void warmUp() throws Exception {
        for (ImapTarget target : targets) {
            try (ImapClient client = login(target, Target.USERS - 1)) {
                client.command("CREATE warm");
                for (int i = 0; i < WARM_UP_MESSAGES; i++) {
                    client.append("warm", List.of(Corpus.message(i)));
                }
                client.command("SELECT warm");
                for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                    client.command("FETCH 1:* (FLAGS UID ENVELOPE BODYSTRUCTURE BODY.PEEK[])");
                    client.command("SEARCH TEXT \"zebrafish\"");
                    client.command("STORE 1:* " + (i % 2 == 0 ? "+" : "-") + "FLAGS (\\Flagged)");
                    client.command("FETCH " + (i + 1) + " (BODY.PEEK[])");
                }
            }
        }
    }

    private void logins(int times) throws Exception {
        for (int sessions : new int[] {1, MANY}) {
            table.row(
                    "login, select, logout; " + sessions + " at a time",
                    times,
                    target -> ImapTable.Run.all(
                            target,
                            2,
                            () -> Together.run(sessions, each -> {
                                for (int i = 0; i < times / sessions; i++) {
                                    try (ImapClient client = login(target, each)) {
                                        client.command("SELECT INBOX");
                                        client.command("LOGOUT");
                                    }
                                }
                            })));
        }
    }

    private void fill() throws Exception {
        table.row(
                "APPEND, " + BATCH + " a command",
                messages,
                target -> ImapTable.Run.all(target, 1, () -> {
                    try (ImapClient client = login(target, 0)) {
                        client.command("CREATE big");
                        for (int i = 0; i < messages; i += BATCH) {
                            List<byte[]> batch = new ArrayList<>();
                            for (int j = i; j < Math.min(messages, i + BATCH); j++) {
                                batch.add(Corpus.message(j));
                            }
                            client.append("big", batch);
                        }
                    }
                }));
    }

    private void once(String command) throws Exception {
        table.row(command + ", first session", messages, target -> {
            try (ImapClient client = login(target, 0)) {
                return ImapTable.Run.all(target, rounds + 1, () -> client.command(command));
            }
        });
    }

    private void first(String command) throws Exception {
        table.row(command + ", at once after that", messages, target -> {
            try (ImapClient client = selected(target)) {
                return ImapTable.Run.all(target, 1, () -> client.command(command));
            }
        });
    }

    private void reads(String command) throws Exception {
        table.row(command, messages, target -> {
            try (ImapClient client = selected(target)) {
                return ImapTable.Run.all(target, rounds + 1, () -> client.command(command));
            }
        });
    }

    // In turn set and taken away, so that each changes every message.
    private void store(String flags) throws Exception {
        table.row("STORE 1:* +" + flags + ", then -", messages, target -> {
            try (ImapClient client = selected(target)) {
                int[] turn = new int[1];
                return ImapTable.Run.all(
                        target,
                        2 * rounds,
                        () -> client.command("STORE 1:* " + (turn[0]++ % 2 == 0 ? "+" : "-") + flags));
            }
        });
    }

    private void randomBodies(int sessions) throws Exception {
        table.row("random FETCH n (BODY.PEEK[]); " + sessions + " at a time", RANDOM_READS, target -> {
            List<ImapClient> clients = new ArrayList<>();
            try {
                for (int i = 0; i < sessions; i++) {
                    clients.add(selected(target));
                }
                return ImapTable.Run.all(
                        target,
                        rounds + 1,
                        () -> Together.run(sessions, each -> {
                            Random random = new Random(each);
                            for (int i = 0; i < RANDOM_READS / sessions; i++) {
                                clients.get(each).command("FETCH " + (1 + random.nextInt(messages)) + " (BODY.PEEK[])");
                            }
                        }));
            } finally {
                for (ImapClient client : clients) {
                    client.close();
                }
            }
        });
    }

    private void moves(int count) throws Exception {
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put("COPY", "COPY 1:" + count + " copies");
        commands.put("MOVE", "MOVE 1:" + count + " moved");
        for (ImapTarget target : targets) {
            try (ImapClient client = login(target, 0)) {
                client.command("CREATE copies");
                client.command("CREATE moved");
            }
        }
        for (Map.Entry<String, String> command : commands.entrySet()) {
            table.row(command.getKey(), count, target -> {
                try (ImapClient client = selected(target)) {
                    return ImapTable.Run.all(target, 1, () -> client.command(command.getValue()));
                }
            });
        }
        table.row("EXPUNGE", count, target -> {
            try (ImapClient client = login(target, 0)) {
                client.command("SELECT moved");
                client.command("STORE 1:* +FLAGS.SILENT (\\Deleted)");
                return ImapTable.Run.all(target, 1, () -> client.command("EXPUNGE"));
            }
        });
    }

    private void appends(int sessions) throws Exception {
        table.row("APPEND, one a command; " + sessions + " at a time", APPENDS, target -> {
            return ImapTable.Run.all(
                    target,
                    3,
                    () -> Together.run(sessions, each -> {
                        try (ImapClient client = login(target, each + 1)) {
                            for (int i = each; i < APPENDS; i += sessions) {
                                client.append("INBOX", List.of(Corpus.message(i)));
                            }
                        }
                    }));
        });
    }

    private void memory() {
        for (ImapTarget target : targets) {
            System.out.printf("%nMemory of %s now: %.0f MiB", target.name(), Meter.memoryMib(target.pid()));
        }
        System.out.println();
    }

    // All idle in the INBOX of one of the users.
    private void idle(int count) throws Exception {
        for (ImapTarget target : targets) {
            double before = Meter.memoryMib(target.pid());
            List<ImapClient> clients = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    ImapClient client = login(target, 1 + i % IDLE_USERS);
                    clients.add(client);
                    client.command("SELECT INBOX");
                    client.send("IDLE");
                }
                Meter.pause(3000);
                double each = (Meter.memoryMib(target.pid()) - before) * 1024 / count;
                System.out.printf(
                        "%n%s, %d idle sessions: %.1f KiB each; %.0f ms until all %d of one mailbox know of a message",
                        target.name(), count, each, news(target, clients), (count + IDLE_USERS - 1) / IDLE_USERS);
            } finally {
                for (ImapClient client : clients) {
                    client.close();
                }
            }
        }
        System.out.println();
    }

    private double news(ImapTarget target, List<ImapClient> clients) throws Exception {
        try (ImapClient writer = login(target, 1)) {
            long begun = System.nanoTime();
            writer.append("INBOX", List.of(Corpus.message(1)));
            for (int i = 0; i < clients.size(); i += IDLE_USERS) {
                clients.get(i).awaitMore();
            }
            return (System.nanoTime() - begun) / 1e6;
        }
    }

    private ImapClient selected(ImapTarget target) throws IOException {
        ImapClient client = login(target, 0);
        client.command("SELECT big");
        return client;
    }

    private ImapClient login(ImapTarget target, int user) throws IOException {
        return tls
                ? ImapClient.loginOverTls(target.imapTlsPort(), ImapTarget.user(user), ImapTarget.PASSWORD)
                : ImapClient.login(target.imapPort(), ImapTarget.user(user), ImapTarget.PASSWORD);
    }
}
