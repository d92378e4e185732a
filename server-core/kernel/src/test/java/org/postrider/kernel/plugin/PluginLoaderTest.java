package org.postrider.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.kernel.config.Problems;

class PluginLoaderTest {
    @TempDir
    private Path work;

    private Path plugins;
    private final Problems problems = new Problems();

    @BeforeEach
    void makeFolder() throws IOException {
        plugins = Files.createDirectory(work.resolve("plugins"));
    }

    @Test
    void loadsAJarAndAFolderOfJars() throws IOException {
        PluginJars.in(work).plugin("a.First", "first", "").pack(plugins.resolve("first.jar"));
        Path library = PluginJars.in(work)
                .source("lib.Greeting", "package lib; public class Greeting {}")
                .pack(plugins.resolve("second/library.jar"));
        PluginJars.in(work)
                .plugin("b.Second", "second", "new lib.Greeting();")
                .source("lib.Greeting", "package lib; public class Greeting {}")
                .pack(plugins.resolve("second/second.jar"));
        Files.writeString(plugins.resolve("README.txt"), "plugins go here");

        List<LoadedPlugin> loaded = load();

        assertThat(problems.list()).isEmpty();
        assertThat(library).exists();
        assertThat(loaded).extracting(LoadedPlugin::name).containsExactly("first", "second");
        assertThat(loaded.get(0).loader()).isNotSameAs(loaded.get(1).loader());
    }

    @Test
    void needsNoFolder() {
        assertThat(new PluginLoader().load(work.resolve("none"), problems)).isEmpty();
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void saysThatAFileIsNoJar() throws IOException {
        Files.writeString(plugins.resolve("broken.jar"), "not a zip");

        assertThat(load()).isEmpty();
        assertThat(onlyProblem()).startsWith(plugins.resolve("broken.jar") + ": this is no readable jar");
    }

    @Test
    void saysThatAJarOrFolderHoldsNoPlugin() throws IOException {
        PluginJars.in(work).source("a.Any", "package a; public class Any {}").pack(plugins.resolve("any.jar"));
        Files.createDirectory(plugins.resolve("empty"));

        assertThat(load()).isEmpty();
        assertThat(problems.list())
                .extracting(Problems.Problem::message)
                .satisfiesExactly(
                        jar -> assertThat(jar).startsWith("this is no plugin: it has no META-INF/services/"),
                        folder -> assertThat(folder).startsWith("the folder holds no jar"));
    }

    @Test
    void saysThatThePluginClassIsMissing() throws IOException {
        PluginJars.in(work).service("a.Gone").pack(plugins.resolve("gone.jar"));

        assertThat(load()).isEmpty();
        assertThat(onlyProblem()).contains("the class a.Gone").endsWith("is missing");
    }

    @Test
    void saysThatThePluginClassCannotBeMade() throws IOException {
        PluginJars.in(work)
                .service("a.Hidden")
                .source("a.Hidden", "package a; public class Hidden extends Base { private Hidden() {} }")
                .source("a.Base", """
                        package a;
                        import org.postrider.api.plugin.*;
                        public abstract class Base implements Plugin {
                            public String name() { return "hidden"; }
                            public String apiVersion() { return API_VERSION; }
                            public void register(PluginRegistry registry) {}
                        }""")
                .service("a.Other")
                .source("a.Other", "package a; public class Other {}")
                .service("a.Throws")
                .source("a.Throws", """
                        package a;
                        public class Throws extends Base {
                            public Throws() { throw new IllegalStateException("no luck"); }
                        }""")
                .pack(plugins.resolve("hidden.jar"));

        assertThat(load()).isEmpty();
        assertThat(problems.list())
                .extracting(Problems.Problem::message)
                .containsExactly(
                        "a.Hidden needs a public constructor without parameters",
                        "a.Other does not implement org.postrider.api.plugin.Plugin",
                        "a.Throws failed while it was made: IllegalStateException: no luck");
    }

    @Test
    @Timeout(120)
    void saysWhatAPluginDoesInsteadOfBeingLoaded() throws IOException {
        broken("a.Initializer", "static { if (true) throw new AssertionError(\"no luck\"); }", "p");
        broken(
                "b.Endless",
                "{ try { new java.util.concurrent.Semaphore(0).acquire(); }"
                        + " catch (InterruptedException e) { throw new AssertionError(e); } }",
                "p");
        broken("c.Hungry", "public Hungry() { throw new OutOfMemoryError(\"too much\"); }", "p");
        broken("d.Deep", "static int depth(int n) { return depth(n + 1) + 1; } static { depth(0); }", "p");
        broken("e.Exiting", "static { System.exit(1); }", "p");

        // Long enough for the others on any machine.
        assertThat(new PluginLoader(getClass().getClassLoader(), "1.0", Duration.ofSeconds(5)).load(plugins, problems))
                .isEmpty();
        assertThat(problems.list())
                .extracting(Problems.Problem::message)
                .satisfiesExactly(
                        initializer ->
                                assertThat(initializer).isEqualTo("a.Initializer failed: AssertionError: no luck"),
                        endless -> assertThat(endless)
                                .isEqualTo(
                                        "b.Endless hangs: the class of the plugin 'b.Endless' (b.Endless.jar) did not"
                                                + " come back within 5000 ms"),
                        hungry -> assertThat(hungry)
                                .isEqualTo("c.Hungry failed while it was made: OutOfMemoryError: too much"),
                        deep -> assertThat(deep).isEqualTo("d.Deep failed: java.lang.StackOverflowError"),
                        exiting -> assertThat(exiting)
                                .isEqualTo("e.Exiting called System.exit, which would end the whole server and is kept"
                                        + " from it; a plugin throws instead"));
    }

    private void broken(String className, String body, String name) throws IOException {
        PluginJars.in(work)
                .service(className)
                .source(className, """
                        package %s;
                        import org.postrider.api.plugin.*;
                        public class %s implements Plugin {
                            %s
                            public String name() { return "%s"; }
                            public String apiVersion() { return API_VERSION; }
                            public void register(PluginRegistry registry) {}
                        }""".formatted(className.substring(0, 1), className.substring(2), body, name))
                .pack(plugins.resolve(className + ".jar"));
    }

    @Test
    void saysThatAPluginWasBuiltForAnotherVersionOfTheApi() throws IOException {
        PluginJars.in(work).plugin("a.Current", "current", "").pack(plugins.resolve("current.jar"));

        assertThat(new PluginLoader(getClass().getClassLoader(), "2.0").load(plugins, problems))
                .isEmpty();
        assertThat(onlyProblem())
                .endsWith("the plugin was built for another version of the API: it says 1.0, this server has 2.0; get a"
                        + " version of the plugin for 2.0");
    }

    @Test
    void takesPluginsOfAnEarlierMinorVersion() throws IOException {
        PluginJars.in(work).plugin("a.Current", "current", "").pack(plugins.resolve("current.jar"));

        assertThat(new PluginLoader(getClass().getClassLoader(), "1.7").load(plugins, problems))
                .hasSize(1);
        assertThat(new PluginLoader(getClass().getClassLoader(), "0.9").load(plugins, problems))
                .isEmpty();
    }

    @Test
    void saysThatThePluginUsesAMethodThatTheApiDoesNotHave() throws IOException {
        PluginJars.in(work).service("a.Old").source("a.Old", """
                        package a;
                        import org.postrider.api.plugin.*;
                        public class Old implements Plugin {
                            public String name() { throw new NoSuchMethodError("Plugin.title()"); }
                            public String apiVersion() { return API_VERSION; }
                            public void register(PluginRegistry registry) {}
                        }""").pack(plugins.resolve("old.jar"));

        assertThat(load()).isEmpty();
        assertThat(onlyProblem()).contains("a.Old was built for another version of the API");
    }

    @Test
    void namesBothPluginsThatHaveOneName() throws IOException {
        PluginJars.in(work).plugin("a.First", "same", "").pack(plugins.resolve("first.jar"));
        PluginJars.in(work).plugin("a.Second", "same", "").pack(plugins.resolve("second.jar"));

        assertThat(load()).hasSize(1);
        assertThat(onlyProblem())
                .endsWith("the plugin 'same' (second.jar) has the name of the plugin 'same' (first.jar); remove one of"
                        + " them");
    }

    private String onlyProblem() {
        assertThat(problems.list()).hasSize(1);
        return problems.list().getFirst().toString();
    }

    private List<LoadedPlugin> load() {
        return new PluginLoader().load(plugins, problems);
    }
}
