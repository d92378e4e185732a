package org.postrider.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the archetype makes is the example, octet for octet, which is built, tested and run: so the archetype is too.
class ArchetypeTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Path EXAMPLE = PROJECT.resolve("docs/example-plugin");
    private static final Path ARCHETYPE = PROJECT.resolve("plugins-api/archetype/src/main/resources");
    private static final Path TEMPLATES = ARCHETYPE.resolve("archetype-resources");
    private static final Map<String, String> GIVEN = Map.of(
            "${groupId}", "org.example",
            "${artifactId}", "tagging-plugin",
            "${version}", "1.0",
            "${package}", "org.example.tagging");

    @Test
    void theArchetypeMakesTheExample() throws IOException {
        Map<String, String> made = new TreeMap<>();
        files(TEMPLATES).forEach((name, text) -> made.put(placed(name), name.equals("run") ? text : filled(text)));

        assertThat(made).isEqualTo(files(EXAMPLE));
    }

    // Velocity would take them for its own.
    @Test
    void whatIsFilledInHasNothingElseThatLooksLikeIt() throws IOException {
        files(TEMPLATES).forEach((name, text) -> {
            if (!name.equals("run")) {
                assertThat(filled(text)).as(name).doesNotContain("$").doesNotContain("#set", "##", "#if", "#*");
            }
        });
        String descriptor = Files.readString(ARCHETYPE.resolve("META-INF/maven/archetype-metadata.xml"));
        assertThat(descriptor)
                .contains("src/main/java", "src/main/resources", "src/test/java", "<include>run</include>");
    }

    // What Maven calls packaged: the package's folders are made.
    private static String placed(String name) {
        return name.replaceFirst("^(src/(?:main|test)/java)/", "$1/org/example/tagging/");
    }

    private static String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> each : GIVEN.entrySet()) {
            filled = filled.replace(each.getKey(), each.getValue());
        }
        return filled;
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                if (!name.startsWith("target/")) {
                    files.put(name, Files.readString(file));
                }
            }
        }
        return files;
    }
}
