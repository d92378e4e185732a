package org.postrider.kernel.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.config.ByteSize;
import org.postrider.api.directory.Administers;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.config.Problems;

class XmlUsersTest {
    private static final Domain DOMAIN = Domain.parse("example.test");
    private static final StoredPassword PASSWORD = StoredPassword.of("{SSHA}uJDd0BIdJ9Z7yDCZNWdgYeb33+cBAgME");

    @TempDir
    private Path conf;

    @BeforeEach
    void makeEmptyFile() throws Exception {
        Files.writeString(conf.resolve("users.xml"), "<users/>");
    }

    @Test
    void aThousandStandInOneFileAndTheOthersInSmallOnes() throws Exception {
        XmlUsers users = new XmlUsers(conf);
        users.change(addresses(0, XmlUsers.ROOT_USERS_MAX), (address, _) -> Optional.of(User.of(address, PASSWORD)));
        assertThat(conf.resolve("users")).doesNotExist();

        users.change(addresses(1000, 3000), (address, _) -> Optional.of(User.of(address, PASSWORD)));
        try (var files = Files.list(conf.resolve("users"))) {
            assertThat(files.count()).isGreaterThan(200);
        }
        assertThat(listed(users)).hasSize(3000).doesNotHaveDuplicates();
        assertThat(listed(new XmlUsers(conf))).hasSize(3000).doesNotHaveDuplicates();
        users.change(MailAddress.of("user2999", DOMAIN), _ -> Optional.empty());
        users.change(MailAddress.of("user1", DOMAIN), _ -> Optional.empty());
        assertThat(listed(new XmlUsers(conf))).hasSize(2998);
    }

    @Test
    void aFileOfAnEarlierVersionWithMoreIsTakenApartAtTheFirstChange() throws Exception {
        DirectoryXml.writeUsers(
                conf.resolve("users.xml"),
                addresses(0, 1001).stream().map(each -> User.of(each, PASSWORD)).toList());
        XmlUsers before = new XmlUsers(conf);
        XmlUsers users = new XmlUsers(conf);
        assertThat(listed(before)).hasSize(1001);
        users.change(MailAddress.of("user7", DOMAIN), user -> user.map(known -> known.withEnabled(false)));
        assertThat(Files.size(conf.resolve("users.xml"))).isLessThan(500);
        assertThat(listed(users)).hasSize(1001);
        assertThat(new XmlUsers(conf).find(MailAddress.of("user7", DOMAIN)))
                .map(user -> user.account().enabled())
                .contains(false);
        // Somebody else's change is seen without being told.
        assertThat(listed(before)).hasSize(1001);
    }

    @Test
    void whatWeWriteIsReadQuicklyAndWhatPeopleWriteAsWell() throws Exception {
        Path file = conf.resolve("users.xml");
        XmlUsers users = new XmlUsers(conf);
        MailAddress bob = MailAddress.of("bob", DOMAIN);
        User all = User.of(bob, PASSWORD)
                .withEnabled(false)
                .withForwarding(new Forwarding(List.of(MailAddress.of("\"<&", DOMAIN), bob), false))
                .withLimits(new QuotaLimits(Optional.of(new ByteSize(5000)), Optional.of(0L), Optional.of(7L)))
                .withAdministers(Administers.EVERYBODY)
                .withGroups(List.of("staff", "sales"));
        users.change(bob, _ -> Optional.of(all));
        assertThat(WrittenUsers.read(file)).contains(Map.of(bob, all));
        Files.writeString(
                file,
                "<users><user address='bob@example.test'><password>" + PASSWORD.hash() + "</password></user></users>");
        assertThat(WrittenUsers.read(file)).isEmpty();
        assertThat(new XmlUsers(conf).find(bob)).contains(User.of(bob, PASSWORD));
        for (String wrong : List.of("<users><user", "<users><user address='bob' password='x'/></users>", "<x/>")) {
            Files.writeString(file, wrong);
            assertThat(WrittenUsers.read(file)).describedAs(wrong).isEmpty();
        }
    }

    @Test
    void aDamagedSmallFileIsNamedWithItsLine() throws Exception {
        Files.createDirectory(conf.resolve("users"));
        Files.writeString(conf.resolve("users/1f.xml"), "<users>\n  <user address=\"bob\"/>\n</users>");
        Problems problems = new Problems();
        XmlUsers.check(conf, problems);
        assertThat(problems.list())
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.toString()).contains("users/1f.xml:2"));
    }

    private static List<MailAddress> addresses(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> MailAddress.of("user" + i, DOMAIN))
                .toList();
    }

    private static List<MailAddress> listed(XmlUsers users) {
        List<MailAddress> listed = new ArrayList<>();
        users.each(DOMAIN, user -> listed.add(user.address()));
        return listed;
    }
}
