package org.postrider.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.Problems;

class HomeCreatorTest {
    @TempDir
    private Path folder;

    @Test
    void writesCompleteFilesForTheirOwnerAlone() throws Exception {
        Path home = folder.resolve("new/home");
        HomeCreator.create(home, "MX.Example.test", "example.test", OptionalInt.of(20_000));

        Problems problems = new Problems();
        for (String file : HomeCreator.FILES) {
            Path written = home.resolve("conf").resolve(file);
            assertThat(new ConfigReader().read(written, problems)).isPresent();
            assertThat(Files.readString(written))
                    .contains("noNamespaceSchemaLocation=\"schema/" + file.replace(".xml", ".xsd"));
            assertThat(home.resolve("conf/schema").resolve(file.replace(".xml", ".xsd")))
                    .isNotEmptyFile();
            assertThat(Files.readString(written)).doesNotContainPattern("@[a-z.]+@(?!example)");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
                    .isEqualTo("rw-------");
        }
        assertThat(problems.list()).isEmpty();
        for (String made : new String[] {"mail", "spool", "plugins", "log", "keys"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(made))))
                    .isEqualTo("rwx------");
        }
        assertThat(Files.readString(home.resolve("conf/server.xml")))
                .contains("<hostname>mx.example.test</hostname>", "<postmaster>postmaster@example.test</postmaster>");
    }

    @Test
    void listensOnLoopbackAboveThePortBase() throws Exception {
        Path home = folder.resolve("home");
        HomeCreator.create(home, "mx.example.test", "example.test", OptionalInt.of(20_000));

        assertThat(binds(home))
                .containsExactly(
                        "127.0.0.1:20025",
                        "127.0.0.1:20024",
                        "127.0.0.1:20587",
                        "127.0.0.1:20465",
                        "127.0.0.1:20143",
                        "127.0.0.1:20993",
                        "127.0.0.1:20110",
                        "127.0.0.1:20995");
    }

    @Test
    void listensOnTheStandardPortsOfAllAddressesWithoutAPortBase() throws Exception {
        HomeCreator.create(folder, "mx.example.test", "example.test", OptionalInt.empty());

        assertThat(binds(folder))
                .containsExactly(
                        "[::]:25",
                        "127.0.0.1:24",
                        "[::]:587",
                        "[::]:465",
                        "[::]:143",
                        "[::]:993",
                        "[::]:110",
                        "[::]:995");
    }

    @Test
    void refusesAFolderThatIsNotEmpty() throws IOException {
        Files.writeString(folder.resolve("precious"), "");

        assertThatThrownBy(() -> HomeCreator.create(folder, "mx.example.test", "example.test", OptionalInt.empty()))
                .isInstanceOf(StartException.class)
                .hasMessage("the folder " + folder + " is not empty; choose another one for the new home");
        assertThat(folder.resolve("conf")).doesNotExist();
    }

    @Test
    void refusesNamesThatAreNoDomains() {
        assertThatThrownBy(() -> HomeCreator.create(folder, "mx example", "example.test", OptionalInt.empty()))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("'mx example' is no domain name");
        assertThatThrownBy(() -> HomeCreator.create(folder, "mx.example", "example.test", OptionalInt.of(65_000)))
                .hasMessage("the port base must be between 0 and 64540");
    }

    private static java.util.List<String> binds(Path home) {
        ConfigElement listeners = new ConfigReader()
                .read(home.resolve("conf/listeners.xml"), new Problems())
                .orElseThrow();
        return listeners.children("listener").stream()
                .map(listener -> listener.attribute("bind").orElseThrow().value())
                .toList();
    }
}
