package org.postrider.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.kernel.plugin.PluginFolder.Found;

class PluginFolderTest {
    @TempDir
    private Path home;

    private Path plugins;
    private PluginFolder folder;

    @BeforeEach
    void packAPlugin() throws IOException {
        plugins = home.resolve("plugins");
        folder = new PluginFolder(plugins, TestServices.none());
        PluginJars.in(home).service("a.Tags").source("a.Tags", """
                package a;
                import org.postrider.api.mail.*;
                import org.postrider.api.pipeline.*;
                import org.postrider.api.plugin.*;
                public class Tags implements Plugin {
                    public String name() { return "tags"; }
                    public String apiVersion() { return API_VERSION; }
                    public String version() { return "2.5"; }
                    public String licence() { return "Apache-2.0"; }
                    public void register(PluginRegistry registry) { registry.mailet(Tag.class); }
                    public static class Tag implements Mailet {
                        public Tag() {}
                        public Outcome service(Mail mail) { return new Outcome.Continue(mail); }
                    }
                }
                """).pack(plugins.resolve("tags.jar"));
    }

    @Test
    void aPluginSaysWhatItIsAndWhatItBrings() throws Exception {
        Found found = folder.list().getFirst();

        assertThat(found.enabled()).isTrue();
        assertThat(found.problems()).isEmpty();
        PluginFolder.Described tags = found.plugins().getFirst();
        assertThat(tags.name()).isEqualTo("tags");
        assertThat(tags.version()).isEqualTo("2.5");
        assertThat(tags.licence()).isEqualTo("Apache-2.0");
        assertThat(tags.parts()).containsExactly("mailet Tag");
    }

    @Test
    void aFileThatIsNoJarIsNotCalledAFolder() throws Exception {
        Path text = Files.writeString(home.resolve("plugin.txt"), "no jar");
        Path empty = Files.createDirectory(home.resolve("empty"));

        assertThat(folder.look(text).problems())
                .containsExactly(
                        "this is no jar; a plugin is a file whose name ends in .jar, or a folder of such files");
        assertThat(folder.look(empty).problems())
                .containsExactly("the folder holds no jar; put the plugin's jars into it or remove it");
    }

    @Test
    void whatIsDisabledIsNotLoadedAndCanBeEnabledAgain() throws Exception {
        folder.disable("tags.jar");

        assertThat(plugins.resolve("tags.jar")).doesNotExist();
        assertThat(folder.list())
                .singleElement()
                .matches(found ->
                        !found.enabled() && found.plugins().getFirst().name().equals("tags"));
        assertThat(new PluginLoader().load(plugins, new org.postrider.kernel.config.Problems()))
                .noneMatch(plugin -> plugin.name().equals("tags"));

        folder.enable("tags.jar");
        assertThat(folder.list()).singleElement().matches(Found::enabled);
    }

    @Test
    void onlyWhatIsThereIsMovedAndNothingIsOverwritten() throws Exception {
        assertThatThrownBy(() -> folder.disable("tag.jar")).hasMessageContaining("there is: tags.jar");
        assertThatThrownBy(() -> folder.disable("../plugins/tags.jar")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> folder.enable("tags.jar")).hasMessageContaining("there is no tags.jar");
        folder.disable("tags.jar");
        Files.writeString(plugins.resolve("tags.jar"), "another");
        assertThatThrownBy(() -> folder.enable("tags.jar"))
                .isInstanceOf(java.nio.file.FileAlreadyExistsException.class);
        assertThat(plugins.resolve("tags.jar")).hasContent("another");
    }

    @Test
    void whatTwoOfThemBringIsSaid() throws Exception {
        Files.copy(plugins.resolve("tags.jar"), plugins.resolve("twin.jar"));
        PluginJars.in(home)
                .plugin("b.More", "more", "registry.mailet(Tag.class);")
                .source("b.Tag", """
                package b;
                import org.postrider.api.mail.*;
                import org.postrider.api.pipeline.*;
                public class Tag implements Mailet {
                    public Outcome service(Mail mail) { return new Outcome.Continue(mail); }
                }
                """)
                .pack(plugins.resolve("a-more.jar"));

        assertThat(folder.list())
                .extracting(Found::problems)
                .containsExactly(
                        List.of(),
                        List.of("the mailet 'Tag' of the plugin 'tags' (tags.jar) has the name of one of the"
                                + " plugin 'more' (a-more.jar); remove one of them"),
                        List.of("the plugin 'tags' (twin.jar) has the name of the plugin 'tags' (tags.jar);"
                                + " remove one of them"));

        folder.disable("a-more.jar");
        folder.disable("twin.jar");
        assertThat(folder.list()).extracting(Found::problems).allMatch(List::isEmpty);
    }

    @Test
    void whatIsWrongWithAFileIsSaid() throws Exception {
        Path rubbish = Files.writeString(home.resolve("rubbish.jar"), "no jar");

        Found found = folder.look(rubbish);

        assertThat(found.plugins()).isEmpty();
        assertThat(found.problems()).singleElement().asString().contains("no readable jar");
    }
}
