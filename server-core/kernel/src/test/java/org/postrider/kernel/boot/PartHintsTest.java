package org.postrider.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.kernel.config.Problems.Problem;
import org.postrider.kernel.plugin.PluginJars;

/// What is said to who names a part that there is not, or in another way.
class PartHintsTest {
    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void makeHome() throws Exception {
        home = TestHome.in(folder);
    }

    @Test
    void aPartOfAnotherKindIsSaidToBeOne() throws Exception {
        assertThat(problems("<mailet match=\"All\" class=\"pigeon\"/>"))
                .containsExactly("3:1: there is no mailet 'pigeon'; it is a transport: <transport name=\"pigeon\"> in"
                        + " server.xml");
        assertThat(problems("<mailet match=\"Drop\" class=\"Drop\"/><mailet match=\"All\" class=\"Drop\"/>"))
                .containsExactly("3:9: there is no matcher 'Drop'; it is a mailet: <mailet class=\"Drop\"> in"
                        + " pipeline.xml");
    }

    @Test
    void aDirectoryIsSaidToBeOne() throws Exception {
        PluginJars.in(folder)
                .plugin("d.Main", "phones", "registry.directory(\"phones\", Phones.class);")
                .source("d.Phones", """
                        package d;
                        import java.util.*;
                        import java.util.function.Consumer;
                        import org.postrider.api.directory.*;
                        import org.postrider.api.mail.*;
                        public class Phones implements UserDirectory {
                            public Optional<User> find(MailAddress address) { return Optional.empty(); }
                            public void each(Domain domain, Consumer<User> action) {}
                        }""")
                .pack(home.resolve("plugins/phones.jar"));

        assertThat(problems("<mailet match=\"All\" class=\"phones\"/>"))
                .containsExactly("3:1: there is no mailet 'phones'; it is a directory: <directory type=\"phones\"> in"
                        + " server.xml");
    }

    @Test
    void aNameIsWrittenWithoutThePackage() throws Exception {
        assertThat(problems("<mailet match=\"t.All\" class=\"t.Drop\"/><mailet match=\"All\" class=\"Drop\"/>"))
                .containsExactly(
                        "3:9: there is no matcher 't.All'; write 'All', without the package",
                        "3:1: there is no mailet 't.Drop'; write 'Drop', without the package");
    }

    @Test
    void namesOfApacheJamesMayHaveTheirPackage() throws Exception {
        assertThat(problems("""
                        <mailet match="org.apache.james.transport.matchers.All"
                            class="org.apache.james.transport.mailets.Drop"/>""")).isEmpty();
        assertThat(problems("<mailet match=\"All\" class=\"org.apache.james.transport.mailets.Drp\"/>"))
                .containsExactly(
                        "3:1: there is no mailet 'org.apache.james.transport.mailets.Drp'; did you mean 'Drop'?");
        assertThat(problems("""
                <matcher name="both" match="org.apache.james.mailetcontainer.impl.matchers.And">
                <matcher match="All"/><matcher match="org.apache.james.transport.matchers.All"/></matcher>
                <mailet match="both" class="Drop"/><mailet match="All" class="Drop"/>""")).isEmpty();
    }

    @Test
    void aPartOfADisabledPluginIsFoundAndNotLoaded() throws Exception {
        PluginJars.in(folder)
                .plugin("a.Main", "aside", "registry.mailet(Stamp.class); System.exit(1);")
                .source("a.Stamp", """
                        package a;
                        import org.postrider.api.mail.Mail;
                        import org.postrider.api.pipeline.*;
                        public class Stamp implements Mailet {
                            public Outcome service(Mail mail) { return new Outcome.Continue(mail); }
                        }""")
                .pack(home.resolve("plugins/.disabled/aside.jar"));
        Files.writeString(home.resolve("plugins/.disabled/a.txt"), "no jar");

        assertThat(problems("<mailet match=\"All\" class=\"Stamp\"/>"))
                .containsExactly("3:1: there is no mailet 'Stamp'; aside.jar has it, but is disabled: postrider plugin"
                        + " enable aside.jar");
    }

    @Test
    void whatElseIsInAFileOfApacheJamesIsToldItsPlace() throws Exception {
        TestHome.write(home, "pipeline.xml", """
                <pipeline enableJmx="true">
                  <context/><spooler/><mailetpackages/><processors/>
                  <processor state="root" enableJmx="true"><mailet match="All" class="Drop"/></processor>
                  <processor state="bounces"><mailet match="All" class="Drop"/></processor>
                  <processor state="error"><mailet match="All" class="Drop"/></processor>
                </pipeline>""");
        assertThat(check())
                .containsExactly(
                        "1:11: <pipeline> has no attribute enableJmx; remove it: there is no JMX, each mailet is counted"
                                + " in: postrider metrics",
                        "2:3: <context> is not known here; the postmaster stands in server.xml: <server"
                                + " postmaster=\"...\">",
                        "2:13: <spooler> is not known here; how accepted mail is worked on stands in server.xml: <spool>",
                        "2:23: <mailetpackages> is not known here; remove it: mailets are known by their names, not by"
                                + " packages",
                        "2:40: <processors> is not known here; the <processor> elements stand in <pipeline> itself",
                        "3:27: <processor> has no attribute enableJmx; remove it: there is no JMX, each mailet is"
                                + " counted in: postrider metrics");
        TestHome.write(home, "pipeline.xml", "<mailetcontainer/>");
        assertThat(check())
                .containsExactly("1:1: the file begins with <mailetcontainer>, but pipeline.xml holds <pipeline>; of"
                        + " Apache James' file take the <processor> elements over, and what is in them");
    }

    private List<String> problems(String root) throws Exception {
        TestHome.write(home, "pipeline.xml", """
                <pipeline>
                <processor state="root">
                %s
                </processor>
                <processor state="bounces"><mailet match="All" class="Drop"/></processor>
                <processor state="error"><mailet match="All" class="Drop"/></processor>
                </pipeline>
                """.formatted(root));
        return check();
    }

    private List<String> check() {
        int prefix = home.resolve("conf/pipeline.xml").toString().length() + 1;
        return PostriderServer.configCheck(home).stream()
                .map(Problem::toString)
                .map(problem -> problem.substring(prefix))
                .toList();
    }
}
