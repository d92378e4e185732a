package org.postrider.dist.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.kernel.boot.HomeCreator;
import org.postrider.kernel.boot.ShownConfig;
import org.postrider.kernel.config.Setting;

/// The configuration as `config show` has it.
class ShownConfigTest {
    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void makeAHome() throws Exception {
        home = folder.resolve("home");
        HomeCreator.create(home, "mx.example.org", "example.org", OptionalInt.empty());
    }

    @Test
    void whatIsGivenHasItsPlaceAndTheRestItsDefault() throws Exception {
        write("server.xml", "</server>", "<outbound giveUpAfter=\"2d\"/></server>");

        List<Setting> settings = ShownConfig.of(home);

        assertThat(setting(settings, "server/hostname").value()).isEqualTo("mx.example.org");
        Setting given = setting(settings, "server/outbound/giveUpAfter");
        assertThat(given.value()).isEqualTo("2d");
        assertThat(given.otherwise()).contains("5d");
        assertThat(given.isChanged()).isTrue();
        Setting left = setting(settings, "server/outbound/concurrency");
        assertThat(left.place()).isEmpty();
        assertThat(left.isChanged()).isFalse();
    }

    @Test
    void theOptionsOfPartsBelongToIt() throws Exception {
        List<Setting> settings = ShownConfig.of(home);

        assertThat(setting(settings, "listeners/listener[submission]/bareLineBreaks")
                        .value())
                .isEqualTo("normalise");
        assertThat(setting(settings, "listeners/listener[smtp]/maxRecipients").value())
                .isEqualTo("1000");
    }

    @Test
    void secretsAndAccountsAreNotShown() throws Exception {
        write(
                "routes.xml",
                "</routes>",
                "<route name=\"a\" host=\"h.example\"><login>x</login><password>very secret</password></route>"
                        + "<route name=\"b\" host=\"h.example\"><login>x</login><password>${env:PASS}</password></route>"
                        + "</routes>");

        List<Setting> settings = ShownConfig.of(home);

        assertThat(setting(settings, "routes/route[a]/password").value()).isEqualTo("(hidden)");
        assertThat(setting(settings, "routes/route[b]/password").value()).isEqualTo("${env:PASS}");
        assertThat(settings.toString()).doesNotContain("very secret").doesNotContain("users/");
    }

    @Test
    void aSecretInsideAnAddressIsNotShown() throws Exception {
        write(
                "server.xml",
                "</server>",
                "<somewhere url=\"jdbc:postgresql://db.example/mail?password=hush\"/></server>");

        assertThat(ShownConfig.of(home).toString()).doesNotContain("hush");
    }

    private void write(String file, String old, String fresh) throws Exception {
        Path path = home.resolve("conf").resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(old);
        Files.writeString(path, text.replace(old, fresh));
    }

    private static Setting setting(List<Setting> settings, String path) {
        Optional<Setting> found =
                settings.stream().filter(setting -> setting.path().equals(path)).findFirst();
        assertThat(found).as(path + " in " + settings).isPresent();
        return found.orElseThrow();
    }
}
