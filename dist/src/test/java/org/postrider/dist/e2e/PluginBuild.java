package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// Makes a plugin's jar from its sources, against what the distribution has of the API and nothing else.
final class PluginBuild {
    private PluginBuild() {}

    /// @param work a folder for what comes between
    static void jar(Path sources, Path resources, Path work, Path jar) throws IOException {
        Path classes = Files.createDirectory(work.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-cp", apiJars()));
        arguments.addAll(files(sources).stream().map(Path::toString).toList());
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Path root : List.of(classes, resources)) {
                for (Path file : files(root)) {
                    entries.putNextEntry(new JarEntry(root.relativize(file).toString()));
                    entries.write(Files.readAllBytes(file));
                }
            }
        }
    }

    // What a plugin's pom names.
    private static String apiJars() throws IOException {
        try (Stream<Path> jars = Files.list(TestServer.DISTRIBUTION.resolve("lib"))) {
            return String.join(
                    ":",
                    jars.map(Path::toString)
                            .filter(name -> name.matches(".*/(postrider-api|jakarta\\.mail-api|jspecify|slf4j-api)-.*"))
                            .toList());
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
