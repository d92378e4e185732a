package org.postrider.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.kernel.boot.HomeCreator;
import org.postrider.kernel.boot.PostriderServer;

/// The configurations of `conf/examples` are right, each over what `init` writes.
class ExampleConfigurationsTest {
    private static final Path EXAMPLES =
            Path.of("..", "conf", "examples").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> eachIsChecked() throws IOException {
        return examples().stream()
                .map(example -> DynamicTest.dynamicTest(
                        example.getFileName().toString(),
                        () -> assertThat(PostriderServer.configCheck(home(example)))
                                .isEmpty()));
    }

    @Test
    void eachStandsInTheirDescription() throws IOException {
        String readme = Files.readString(EXAMPLES.resolve("README.md"));

        assertThat(examples())
                .isNotEmpty()
                .allSatisfy(example -> assertThat(readme).contains("`" + example.getFileName() + "`"));
    }

    private Path home(Path example) throws Exception {
        Path home = folder.resolve(example.getFileName());
        HomeCreator.create(home, "mx.example.org", "example.org", OptionalInt.of(0));
        try (Stream<Path> files = Files.list(example)) {
            for (Path file : files.toList()) {
                Files.copy(file, home.resolve("conf").resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return home;
    }

    private static List<Path> examples() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }
}
