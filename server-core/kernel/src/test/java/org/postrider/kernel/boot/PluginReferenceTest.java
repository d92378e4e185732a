package org.postrider.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.plugin.PluginJars;

class PluginReferenceTest {
    @TempDir
    private Path folder;

    private final Problems problems = new Problems();
    private Path jar;

    @BeforeEach
    void packAPlugin() throws Exception {
        jar = PluginJars.in(folder)
                .plugin("d.Main", "tags", "registry.mailet(Tag.class); registry.observer(Ear.class);")
                .source("d.Tag", """
                        package d;
                        import java.time.Duration;
                        import java.util.List;
                        import org.postrider.api.config.Option;
                        import org.postrider.api.mail.Mail;
                        import org.postrider.api.pipeline.*;
                        import org.postrider.api.plugin.*;
                        @About(value = "Puts a tag | before the subject.", examples = "<mailet match=\\"All\\" class=\\"Tag\\"/>")
                        @AlsoNamed("Label")
                        public class Tag implements Mailet {
                            public record Rule(@Option(doc = "for whom") String who) {}
                            public record Config(
                                    @Option(doc = "the tag") String tag,
                                    @Option(doc = "how long it waits", defaultValue = "5s") Duration limit,
                                    @Option(doc = "a rule") List<Rule> rule) {}
                            public Tag(Config config) {}
                            public Outcome service(Mail mail) { return new Outcome.Continue(mail); }
                        }""")
                .source("d.Ear", """
                        package d;
                        public class Ear implements org.postrider.api.event.MailObserver {}""")
                .pack(folder.resolve("plugins/tags.jar"));
    }

    @Test
    void thePageHasEachPartWithItsOptions() throws Exception {
        assertThat(PluginReference.ofFile(jar, problems)).isEqualTo("""
                # Plugin tags

                ## Mailets

                `<mailet class="Name">` in `pipeline.xml`.

                ### Tag

                Puts a tag | before the subject. Also named Label.

                ```xml
                <mailet match="All" class="Tag"/>
                ```

                | option | value | default | |
                |---|---|---|---|
                | `tag` | text | required | the tag |
                | `limit` | duration, such as 30s, 5m, 4h or 5d | `5s` | how long it waits |

                #### `<rule>`

                a rule Repeatable.

                | option | value | default | |
                |---|---|---|---|
                | `who` | text | required | for whom |

                ## Observers

                `<observer class="Name">` in `server.xml`.

                ### Ear
                """);
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void aPluginIsFoundByItsName() throws Exception {
        Path plugins = folder.resolve("plugins");

        assertThat(PluginReference.ofName("tags", plugins, problems))
                .hasValueSatisfying(page -> assertThat(page).isEqualTo(readByFile()));
        assertThat(PluginReference.ofName("tag", plugins, problems)).isEmpty();
    }

    private String readByFile() {
        try {
            return PluginReference.ofFile(jar, problems);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
