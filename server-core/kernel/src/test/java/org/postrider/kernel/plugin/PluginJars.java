package org.postrider.kernel.plugin;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Compiles sources and packs them into a plugin's jar.
public final class PluginJars {
    private final Path work;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final List<String> services = new ArrayList<>();
    private final List<String> modules = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    private PluginJars(Path work) {
        this.work = work;
    }

    /// @param work a folder for what comes between
    public static PluginJars in(Path work) {
        return new PluginJars(work);
    }

    public PluginJars source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    public PluginJars service(String className) {
        services.add(className);
        return this;
    }

    /// A `Plugin` whose body of `register` is given, in the package of its name.
    public PluginJars plugin(String className, String name, String register) {
        int dot = className.lastIndexOf('.');
        return service(className).source(className, """
                package %s;
                import org.postrider.api.plugin.*;
                public class %s implements Plugin {
                    public String name() { return "%s"; }
                    public String apiVersion() { return API_VERSION; }
                    public void register(PluginRegistry registry) { %s }
                }
                """.formatted(
                        className.substring(0, dot), className.substring(dot + 1), name, register));
    }

    /// A Guice module of the plugin's own.
    public PluginJars module(String className) {
        modules.add(className);
        return this;
    }

    /// A class that is compiled against but not packed.
    public PluginJars without(String className) {
        missing.add(className.replace('.', '/') + ".class");
        return this;
    }

    public Path pack(Path jar) throws IOException {
        Path classes = Files.createTempDirectory(work, "classes");
        if (!sources.isEmpty()) {
            compile(classes);
        }
        Files.createDirectories(jar.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(each -> !missing.contains(classes.relativize(each).toString()))
                    .toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
            service(out, "org.postrider.api.plugin.Plugin", services);
            service(out, "com.google.inject.Module", modules);
        }
        return jar;
    }

    private static void service(JarOutputStream out, String name, List<String> classNames) throws IOException {
        if (!classNames.isEmpty()) {
            out.putNextEntry(new JarEntry("META-INF/services/" + name));
            out.write(String.join("\n", classNames).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void compile(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> files = new ArrayList<>();
        sources.forEach((name, text) -> files.add(new Source(name, text)));
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            StringWriter messages = new StringWriter();
            List<String> options = List.of(
                    "-d",
                    classes.toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-proc:none",
                    "-parameters");
            if (!compiler.getTask(messages, manager, null, options, null, files).call()) {
                throw new IllegalStateException(messages.toString());
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
