package org.postrider.dist.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.ReversePath;
import org.postrider.dist.PartServices;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.pipeline.Pipeline;
import org.postrider.kernel.pipeline.PipelineCompiler;
import org.postrider.kernel.plugin.ComponentFactory;
import org.postrider.kernel.plugin.PluginCatalog;
import org.postrider.kernel.plugin.PluginLoader;
import org.postrider.kernel.plugin.PluginsConfig;
import org.postrider.mime.MimeEntity;

/// What a pipeline of 60 steps costs a message, beyond what it costs to parse it once. Prints Markdown.
///
/// The pipeline is one of a company: size and attachments, spam marks, lists, footers, aliases, limits, copies; the
/// message (10 KB, an HTML alternative and an attachment) passes most steps by and is changed by twelve.
final class PipelineBench {
    private static final int MESSAGES = 20_000;
    private static final int WARM_UPS = 5;

    private PipelineBench() {}

    /// @param args a folder for what mailets keep, rounds
    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        int rounds = Integer.parseInt(args[1]);
        Pipeline sixty = pipeline(home, "pipeline-60.xml");
        Pipeline one = pipeline(home, "pipeline-1.xml");
        Pipeline idle = pipeline(home, "pipeline-idle.xml");
        byte[] octets = message();
        List<Work> all = List.of(
                new Work("parse header and structure, once", () -> parse(octets)),
                new Work("1 step: LocalDelivery", () -> run(one, octets)),
                new Work("60 steps, of which 59 do not match", () -> run(idle, octets)),
                new Work("60 steps of a company", () -> run(sixty, octets)));
        for (int i = 0; i < WARM_UPS; i++) {
            for (Work work : all) {
                work.measure(1);
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (Work work : all) {
                work.measure(1);
            }
        }
        System.out.printf(
                "## Pipeline%n%n%d messages of %d octets at a time, medians of %d rounds.%n%n",
                MESSAGES, octets.length, rounds);
        System.out.println("| | µs CPU/message | µs/message |\n| --- | --- | --- |");
        for (Work work : all) {
            work.print(rounds);
        }
    }

    private interface Step {
        int run() throws IOException;
    }

    private static final class Work {
        private final String name;
        private final Step step;
        private final List<Double> cpu = new ArrayList<>();
        private final List<Double> wall = new ArrayList<>();

        Work(String name, Step step) {
            this.name = name;
            this.step = step;
        }

        void measure(int threads) throws IOException {
            var meter = ManagementFactory.getThreadMXBean();
            long seen = 0;
            long cpuBegin = meter.getCurrentThreadCpuTime();
            long begin = System.nanoTime();
            for (int i = 0; i < MESSAGES * threads; i++) {
                seen += step.run();
            }
            wall.add((System.nanoTime() - begin) / 1000.0 / MESSAGES);
            cpu.add((meter.getCurrentThreadCpuTime() - cpuBegin) / 1000.0 / MESSAGES);
            if (seen == 0) {
                throw new AssertionError(name + " did nothing");
            }
        }

        void print(int rounds) {
            System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f |%n", name, median(cpu, rounds), median(wall, rounds));
        }

        private static double median(List<Double> values, int rounds) {
            List<Double> sorted = new ArrayList<>(values.subList(values.size() - rounds, values.size()));
            Collections.sort(sorted);
            return sorted.get(sorted.size() / 2);
        }
    }

    private static int parse(byte[] octets) throws IOException {
        Message message = Message.of(Content.of(octets));
        return message.headers().fields().size()
                + MimeEntity.parse(message.content()).children().size();
    }

    private static int run(Pipeline pipeline, byte[] octets) {
        return pipeline.run(mail(octets), Pipeline.ROOT).size();
    }

    private static Pipeline pipeline(Path home, String name) throws IOException {
        Path file = home.resolve(name);
        try (var in = PipelineBench.class.getResourceAsStream("/bench/" + name)) {
            Files.copy(in, file);
        }
        Problems problems = new Problems();
        PluginCatalog catalog = PluginCatalog.of(new PluginLoader().load(Path.of("no-plugins"), problems), problems);
        ComponentFactory factory = ComponentFactory.making(
                catalog,
                new RecordBinder(home),
                PartServices.of(home, java.time.Clock.systemUTC()),
                PluginsConfig.defaults());
        return new ConfigReader()
                .read(file, problems)
                .flatMap(root -> new PipelineCompiler(catalog, factory, problems).compile(root))
                .orElseThrow(() -> new AssertionError(problems.list()));
    }

    private static Mail mail(byte[] octets) {
        Envelope envelope = new Envelope(
                ReversePath.of(MailAddress.parse("ann@example.net")),
                List.of(Recipient.of(MailAddress.parse("bob@example.org"))),
                MailParameters.DEFAULT);
        Origin origin = new Origin(
                "ESMTP",
                "smtp",
                Optional.empty(),
                Domain.parse("client.example.net").toString(),
                Optional.empty(),
                false,
                java.time.Instant.now());
        return new Mail(new MailId("bench-1"), envelope, Message.of(Content.of(octets)), origin, java.util.Map.of());
    }

    private static byte[] message() {
        String line = "This is a line of a message as people write them, no longer than others are.\n";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            text.append("Received: from relay")
                    .append(i)
                    .append(".example.net (relay")
                    .append(i)
                    .append(".example.net [192.0.2.1])\n\tby mx.example.org with ESMTPS id abc")
                    .append(i)
                    .append(";\n\tSat, 01 Mar 2025 12:00:00 +0000\n");
        }
        text.append("""
                From: Ann <ann@example.net>
                To: Bob <bob@example.org>
                Subject: the figures of last month
                Date: Sat, 01 Mar 2025 12:00:00 +0000
                Message-ID: <1@example.net>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=outer

                --outer
                Content-Type: multipart/alternative; boundary=inner

                --inner
                Content-Type: text/plain; charset=utf-8

                """)
                .append(line.repeat(20))
                .append("""
                --inner
                Content-Type: text/html; charset=utf-8

                <html><body><p>
                """)
                .append(line.repeat(20))
                .append("""
                </p></body></html>
                --inner--
                --outer
                Content-Type: application/pdf; name=figures.pdf
                Content-Disposition: attachment; filename=figures.pdf
                Content-Transfer-Encoding: base64

                """)
                .append("JVBERi0xLjcKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAw\n".repeat(80))
                .append("--outer--\n");
        return text.toString().replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
