package org.postrider.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.boot.HomeCreator;
import org.postrider.kernel.boot.OpenListener;
import org.postrider.kernel.boot.PostriderServer;

/// Our own plugins are found, understood and made like a stranger's.
class BuiltInPartsTest {
    @TempDir
    private Path folder;

    @Test
    void theDefaultConfigurationBoots() throws Exception {
        Path home = home();
        assertThat(PostriderServer.configCheck(home)).isEmpty();
        PostriderServer server = PostriderServer.boot(home);
        server.start();
        assertThat(server.listeners())
                .extracting(OpenListener::name)
                .containsExactly("smtp", "lmtp", "submission", "submissions", "imap", "imaps", "pop3", "pop3s");
        server.stop(Duration.ofSeconds(5));
    }

    @Test
    void mailboxesCanBeMboxFiles() throws Exception {
        Path home = home();
        Path configuration = home.resolve("conf/server.xml");
        Files.writeString(
                configuration,
                Files.readString(configuration).replace("<store type=\"maildir\"/>", "<store type=\"mbox\"/>"));
        assertThat(Files.readString(configuration)).contains("mbox");
        assertThat(PostriderServer.configCheck(home)).isEmpty();
        PostriderServer server = PostriderServer.boot(home);
        server.start();
        server.stop(Duration.ofSeconds(5));
    }

    @Test
    void domainsMayKeepTheirUsersElsewhereAndTheServerStartsWithoutThose() throws Exception {
        Path home = home();
        Path server = home.resolve("conf/server.xml");
        Files.writeString(server, Files.readString(server).replace("</server>", """
                  <directory name="base" type="sql" url="jdbc:postgresql://127.0.0.1:1/mail" timeLimit="1s"/>
                  <directory name="tree" type="ldap" url="ldap://127.0.0.1:1" startTls="false" base="dc=example,dc=org"/>
                </server>"""));
        Files.writeString(home.resolve("conf/domains.xml"), """
                <domains>
                  <domain name="example.test"/>
                  <domain name="one.test" directory="base"/>
                  <domain name="two.test" directory="tree"/>
                </domains>""");
        assertThat(PostriderServer.configCheck(home)).isEmpty();
        PostriderServer running = PostriderServer.boot(home);
        running.start();
        for (String domain : List.of("one.test", "two.test")) {
            MailAddress bob = MailAddress.parse("bob@" + domain);
            assertThat(running.directory().isLocal(bob.domain())).isTrue();
            assertThatThrownBy(() -> running.directory().find(bob)).isInstanceOf(DirectoryUnavailableException.class);
        }
        assertThat(running.directory().find(MailAddress.parse("bob@example.test")))
                .isEmpty();
        running.stop(Duration.ofSeconds(5));

        Files.writeString(server, Files.readString(server).replace("jdbc:postgresql:", "jdbc:oracle:"));
        assertThat(PostriderServer.configCheck(home).toString())
                .contains("server.xml:", "url begins with jdbc:postgresql:");
    }

    private Path home() throws Exception {
        Path home = folder.resolve("home");
        HomeCreator.create(home, "mx.example.test", "example.test", OptionalInt.of(0));
        Path listeners = home.resolve("conf/listeners.xml");
        Files.writeString(listeners, Files.readString(listeners).replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:0"));
        return home;
    }
}
