package org.postrider.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.Location;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.metrics.ServerMetrics;

class PluginIsolationTest {
    private static final String NOTE = """
            import org.postrider.api.mail.Mail;
            import org.postrider.api.pipeline.*;
            public class Note implements Mailet {
                public Outcome service(Mail mail) { return new Outcome.Continue(mail); }
            }""";

    @TempDir
    private Path work;

    private final Problems problems = new Problems();
    private final Mail mail = new Mail(
            new MailId("test"),
            Envelope.of(ReversePath.NULL, List.of(Recipient.of(MailAddress.parse("bob@example.test")))),
            Message.of(Content.of("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII))),
            Origin.local(Instant.EPOCH),
            Map.of());

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(work.resolve("plugins"));
    }

    @Test
    void aMailetGetsItsOptionsAndServicesAndSharesASingletonWithItsPlugin() throws Exception {
        ComponentFactory factory = factory("""
                package p;
                import java.time.InstantSource;
import java.time.ZoneOffset;
                import org.postrider.api.config.Option;
                import org.postrider.api.mail.Mail;
                import org.postrider.api.pipeline.*;
                public class Note implements Mailet {
                    public record Config(@Option(doc = "the text") String text) {}
                    private final Config config;
                    private final InstantSource clock;
                    private final Counter counter;
                    public Note(Config config, InstantSource clock, Counter counter) {
                        this.config = config; this.clock = clock; this.counter = counter;
                    }
                    public Outcome service(Mail mail) {
                        return new Outcome.Discard(mail, config.text() + " " + clock.instant() + " " + counter.next());
                    }
                }""", "p.Counter", """
                package p;
                @jakarta.inject.Singleton
                public class Counter {
                    private int count;
                    public synchronized int next() { return ++count; }
                }""");
        Mailet first = factory.mailet("Note", element("<mailet text='a'/>"), Set.of(), problems)
                .orElseThrow();
        Mailet second = factory.mailet("Note", element("<mailet text='b'/>"), Set.of(), problems)
                .orElseThrow();

        assertThat(first.service(mail)).isEqualTo(new Outcome.Discard(mail, "a 1970-01-01T00:00:00Z 1"));
        assertThat(second.service(mail)).isEqualTo(new Outcome.Discard(mail, "b 1970-01-01T00:00:00Z 2"));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void aPluginSeesNeitherTheKernelNorItsLibraries() throws Exception {
        ComponentFactory factory = factory("""
                package p;
                import org.postrider.api.mail.Mail;
                import org.postrider.api.pipeline.*;
                public class Note implements Mailet {
                    public Outcome service(Mail mail) throws Exception {
                        StringBuilder seen = new StringBuilder();
                        for (String name : java.util.List.of("org.postrider.kernel.config.Problems",
                                "com.google.inject.Injector", "org.apache.mina.core.service.IoAcceptor",
                                "org.postrider.api.mail.Mail", "jakarta.mail.Session", "org.slf4j.Logger")) {
                            for (ClassLoader loader : new ClassLoader[] {
                                    getClass().getClassLoader(), Thread.currentThread().getContextClassLoader()}) {
                                try {
                                    Class.forName(name, false, loader);
                                    seen.append(name).append(' ');
                                } catch (ClassNotFoundException e) {
                                    continue;
                                }
                            }
                        }
                        return new Outcome.Discard(mail, seen.toString());
                    }
                }""");

        Mailet mailet =
                factory.mailet("Note", element("<mailet/>"), Set.of(), problems).orElseThrow();

        assertThat(((Outcome.Discard) mailet.service(mail)).reason())
                .isEqualTo("org.postrider.api.mail.Mail org.postrider.api.mail.Mail jakarta.mail.Session"
                        + " jakarta.mail.Session org.slf4j.Logger org.slf4j.Logger ");
    }

    @Test
    void aUseOfAKernelClassIsToldInASentence() throws Exception {
        ComponentFactory factory = factory("""
                package p;
                import org.postrider.api.mail.Mail;
                import org.postrider.api.pipeline.*;
                public class Note implements Mailet {
                    private final org.postrider.kernel.config.Problems problems = new org.postrider.kernel.config.Problems();
                    public Outcome service(Mail mail) { return new Outcome.Continue(mail); }
                }""");

        assertThat(factory.mailet("Note", element("<mailet/>"), Set.of(), problems))
                .isEmpty();
        assertThat(problems.list().getFirst().message())
                .startsWith("the mailet Note of the plugin 'p' (p.jar) cannot be made: it uses the class"
                        + " org.postrider.kernel.config.Problems, which is neither in the plugin nor");
    }

    @Test
    void jakartaMailWorksInsideAPlugin() throws Exception {
        ComponentFactory factory = factory("""
                package p;
                import jakarta.mail.Session;
                import jakarta.mail.internet.*;
                import java.io.*;
                import org.postrider.api.mail.Mail;
                import org.postrider.api.pipeline.*;
                public class Note implements Mailet {
                    public Outcome service(Mail mail) throws Exception {
                        MimeMessage made = new MimeMessage(Session.getInstance(new java.util.Properties()));
                        MimeBodyPart part = new MimeBodyPart();
                        part.setText("gr\\u00fc\\u00dfe", "utf-8");
                        made.setContent(new MimeMultipart(part));
                        ByteArrayOutputStream out = new ByteArrayOutputStream();
                        made.writeTo(out);
                        MimeMessage read = new MimeMessage(null, new ByteArrayInputStream(out.toByteArray()));
                        Object text = ((MimeMultipart) read.getContent()).getBodyPart(0).getContent();
                        return new Outcome.Discard(mail, text.toString());
                    }
                }""");
        Mailet mailet =
                factory.mailet("Note", element("<mailet/>"), Set.of(), problems).orElseThrow();

        assertThat(mailet.service(mail)).isEqualTo(new Outcome.Discard(mail, "grüße"));
    }

    @Test
    void anErrorInsideAPluginDoesNotEndTheCallersThread() throws Exception {
        ComponentFactory factory = factory("""
                package p;
                import org.postrider.api.mail.Mail;
                import org.postrider.api.pipeline.*;
                public class Note implements Mailet {
                    public Outcome service(Mail mail) { return service(mail); }
                }""");
        Mailet mailet =
                factory.mailet("Note", element("<mailet/>"), Set.of(), problems).orElseThrow();
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        assertThatThrownBy(() -> mailet.service(mail))
                .isInstanceOf(PluginFaultException.class)
                .hasMessageContaining("the plugin 'p' (p.jar) failed: java.lang.StackOverflowError");
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void mistakesInTheConfigurationAndTheConstructorBecomeProblems() throws Exception {
        ComponentFactory factory = factory("""
                package p;
                import org.postrider.api.config.Option;
                import org.postrider.api.mail.Mail;
                import org.postrider.api.pipeline.*;
                public class Note implements Mailet {
                    public record Config(@Option(doc = "the text") String text) {}
                    public Note(Config config, Thread thread) {}
                    public Outcome service(Mail mail) { return new Outcome.Continue(mail); }
                }""");
        factory.mailet("Nota", element("<mailet/>"), Set.of(), problems);
        factory.mailet("Note", element("<mailet txet='a' class='Note'/>"), Set.of("class"), problems);
        factory.mailet("Note", element("<mailet text='a'/>"), Set.of(), problems);
        factory.matcher("Alle", "", Location.of(Path.of("pipeline.xml")), problems);

        assertThat(problems.list())
                .extracting(Problems.Problem::message)
                .containsExactly(
                        "there is no mailet 'Nota'; did you mean 'Note'?",
                        "txet is not known in <mailet>; did you mean text?",
                        "<mailet class=\"Note\"> needs text: text",
                        "the mailet Note: its constructor asks for java.lang.Thread, which the server does not offer to"
                                + " a mailet; take it out, or bind it in a Guice module of the plugin's own",
                        "there is no matcher 'Alle'; nothing is known here");
    }

    @Test
    void aCheckingFactoryMakesNothing() throws Exception {
        PluginCatalog catalog = catalog("""
                package p;
                import org.postrider.api.mail.Mail;
                import org.postrider.api.pipeline.*;
                public class Note implements Mailet {
                    public Note() { throw new IllegalStateException("made"); }
                    public Outcome service(Mail mail) { return new Outcome.Continue(mail); }
                }""");
        ComponentFactory factory = ComponentFactory.checking(catalog, new RecordBinder(work), TestServices.none());

        Mailet mailet =
                factory.mailet("Note", element("<mailet/>"), Set.of(), problems).orElseThrow();
        assertThatThrownBy(() -> mailet.service(mail)).hasMessage("the mailet Note was only checked");
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void aPartWithALifecycleIsStartedInsideItsPlugin() throws Exception {
        ComponentFactory factory = factory("""
                package p;
                import org.postrider.api.mail.Mail;
                import org.postrider.api.pipeline.*;
                public class Note implements Mailet, org.postrider.api.plugin.Lifecycle {
                    private boolean started;
                    public void start() {
                        started = Thread.currentThread().getContextClassLoader() == getClass().getClassLoader();
                    }
                    public Outcome service(Mail mail) { return new Outcome.Discard(mail, "started " + started); }
                }""");
        Mailet mailet =
                factory.mailet("Note", element("<mailet/>"), Set.of(), problems).orElseThrow();
        for (Lifecycle part : factory.lifecycles(ComponentKind.MAILET)) {
            part.start();
        }

        assertThat(mailet.service(mail)).isEqualTo(new Outcome.Discard(mail, "started true"));
    }

    @Test
    void aPluginThatThrowsWhileItNamesItsPartsIsLeftOut() throws Exception {
        PluginJars.in(work)
                .plugin("p.Bad", "bad", "throw new IllegalStateException(\"not today\");")
                .pack(work.resolve("plugins/bad.jar"));
        PluginCatalog.of(new PluginLoader().load(work.resolve("plugins"), problems), problems);

        assertThat(problems.list().getFirst().message())
                .isEqualTo("the plugin 'bad' (bad.jar) could not name its parts: it failed: IllegalStateException: not"
                        + " today");
    }

    @Test
    void namesBothPluginsWhosePartsHaveOneName() throws Exception {
        for (String name : List.of("a", "b")) {
            PluginJars.in(work)
                    .plugin(name + ".Main", name, "registry.mailet(Note.class);")
                    .source(name + ".Note", "package " + name + ";" + NOTE)
                    .pack(work.resolve("plugins/" + name + ".jar"));
        }
        PluginCatalog catalog = PluginCatalog.of(new PluginLoader().load(work.resolve("plugins"), problems), problems);

        assertThat(catalog.names(ComponentKind.MAILET)).containsExactly("Note");
        assertThat(problems.list().getFirst().message())
                .isEqualTo("the mailet 'Note' of the plugin 'b' (b.jar) has the name of one of the plugin 'a' (a.jar);"
                        + " remove one of them");
        catalog.close();
    }

    private ComponentFactory factory(String mailet, String... more) throws IOException {
        Injector services = Guice.createInjector(binder -> {
            binder.bind(InstantSource.class).toInstance(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
            binder.bind(ServerMetrics.class);
        });
        return ComponentFactory.making(
                catalog(mailet, more), new RecordBinder(work), services, PluginsConfig.defaults());
    }

    private PluginCatalog catalog(String mailet, String... more) throws IOException {
        PluginJars jar = PluginJars.in(work)
                .plugin("p.Main", "p", "registry.mailet(Note.class);")
                .source("p.Note", mailet);
        if (more.length > 0) {
            jar.source(more[0], more[1]);
        }
        jar.pack(work.resolve("plugins/p.jar"));
        return PluginCatalog.of(new PluginLoader().load(work.resolve("plugins"), problems), problems);
    }

    private ConfigElement element(String xml) throws IOException {
        return new ConfigReader()
                .read(Files.writeString(work.resolve("pipeline.xml"), xml), problems)
                .orElseThrow();
    }
}
