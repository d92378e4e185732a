package org.postrider.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.kernel.config.Problems.Problem;
import org.postrider.kernel.plugin.PluginJars;

/// What a server would refuse of a plugin's parts, a check of its jar says before.
class PluginCheckTest {
    @TempDir
    private Path folder;

    @Test
    void aConstructorThatAsksForWhatThereIsNotIsNamed() throws Exception {
        assertThat(problems("public Part(java.sql.Connection database) {}", ""))
                .containsExactly(
                        WHO + "its constructor asks for java.sql.Connection, which the server does not offer to a"
                                + " mailet; take it out, or bind it in a Guice module of the plugin's own");
        assertThat(problems("public Part(org.postrider.api.net.ListenerInfo listener) {}", ""))
                .singleElement()
                .asString()
                .contains("ListenerInfo, which the server does not offer to a mailet");
        assertThat(problems("public Part(Missing missing) {} public interface Missing {}", ""))
                .singleElement()
                .asString()
                .contains("Part$Missing");
        assertThat(problems("private Part() {}", "")).singleElement().asString().contains("one public constructor");
    }

    @Test
    void whatAClassOfThePluginAsksForIsLookedAtToo() throws Exception {
        assertThat(problems(
                        "public Part(Desk desk) {} public static class Desk { public Desk(java.sql.Connection database) {} }",
                        ""))
                .singleElement()
                .asString()
                .startsWith(WHO)
                .contains("java.sql.Connection");
    }

    @Test
    void everyServiceThatTheServerHasIsOffered() throws Exception {
        assertThat(problems("""
                public Part(
                        Options options,
                        org.postrider.api.plugin.ServerInfo server,
                        java.time.InstantSource clock,
                        org.postrider.api.spool.Spool spool,
                        org.postrider.api.store.MailStore store,
                        org.postrider.api.search.SearchIndex search,
                        org.postrider.api.directory.Directory directory,
                        org.postrider.api.directory.RewriteTable aliases,
                        org.postrider.api.directory.RecipientCheck recipients,
                        org.postrider.api.dns.Dns dns,
                        org.postrider.api.net.Connector connector,
                        org.postrider.api.event.EventLog events,
                        org.postrider.api.queue.QueueFlush queue,
                        org.postrider.api.metrics.Metrics metrics,
                        org.postrider.api.repository.Repositories repositories,
                        org.postrider.api.state.StateStore state,
                        org.postrider.api.state.ExpiringState expiring,
                        jakarta.inject.Provider<org.postrider.api.login.LoginGuard> guard,
                        org.postrider.api.login.LoginPolicy policy,
                        org.postrider.api.login.TokenCheck tokens,
                        org.postrider.api.login.CertificateCheck certificates) {}""", "@Option(doc = \"x\") String x")).isEmpty();
    }

    @Test
    void anOptionThatNoFileCanSetIsNamed() throws Exception {
        assertThat(options("@Option(doc = \"x\") java.util.Map<String, String> names"))
                .containsExactly(WHO + "a mistake in the code of this part: Options.names has the type java.util.Map,"
                        + " which no option can have; docs/plugins.md lists those that it can have, under Options");
        assertThat(options("String bare"))
                .containsExactly(WHO + "a mistake in the code of this part: Options.bare has no @Option; annotate it"
                        + " with @Option(doc = \"...\")");
        assertThat(options("@Option(doc = \"x\") java.util.List<Inner> inner"))
                .singleElement()
                .asString()
                .contains("Inner.weight has the type double");
    }

    @Test
    void aDefaultThatCannotBeTakenIsNamed() throws Exception {
        assertThat(options("@Option(doc = \"x\", defaultValue = \"soon\") java.time.Duration pause"))
                .containsExactly(
                        WHO + "the default of Options.pause cannot be taken; pause: 'soon' is no duration: write"
                                + " a number and ms, s, m, h or d, such as 30s");
        assertThat(options("@Option(doc = \"x\", defaultValue = \"1, two\") java.util.List<Integer> numbers"))
                .singleElement()
                .asString()
                .contains("'two' is no whole number");
    }

    @Test
    void aCheckOfTheConfigurationSaysItAtTheElement() throws Exception {
        Path home = TestHome.in(folder);
        pack("public Part(java.sql.Connection database) {}", "").pack(home.resolve("plugins/one.jar"));
        TestHome.write(home, "pipeline.xml", """
                <pipeline>
                  <processor state="root">
                    <mailet match="All" class="Part"/>
                    <mailet match="All" class="Drop"/>
                  </processor>
                  <processor state="bounces"><mailet match="All" class="Drop"/></processor>
                  <processor state="error"><mailet match="All" class="Drop"/></processor>
                </pipeline>
                """);

        assertThat(PostriderServer.configCheck(home))
                .singleElement()
                .extracting(Problem::toString)
                .asString()
                .contains("pipeline.xml:3:")
                .contains("the mailet Part: its constructor asks for java.sql.Connection");
    }

    private static final String WHO = "the mailet Part of the plugin 'one' (one.jar), class one.Part: ";

    private List<String> options(String components) throws Exception {
        return problems("public Part(Options options) {}", components);
    }

    private List<String> problems(String members, String components) throws Exception {
        Path jar = pack(members, components).pack(folder.resolve("one.jar"));
        return CheckedServices.plugins(folder).look(jar).problems();
    }

    private PluginJars pack(String members, String components) {
        return PluginJars.in(folder)
                .plugin("one.Main", "one", "registry.mailet(Part.class);")
                .source("one.Part", """
                package one;
                import org.postrider.api.config.Option;
                import org.postrider.api.mail.Mail;
                import org.postrider.api.pipeline.*;
                public class Part implements Mailet {
                    public record Options(%s) {}
                    public record Inner(@Option(doc = "x") double weight) {}
                    %s
                    public Outcome service(Mail mail) { return new Outcome.Continue(mail); }
                }""".formatted(components, members));
    }
}
