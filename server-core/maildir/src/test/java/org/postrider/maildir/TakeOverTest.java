package org.postrider.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.SystemFlag;
import org.postrider.storefiles.SmallFiles;

/// Maildirs that another server has kept so far: clients that know them must not load them again.
class TakeOverTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");

    @TempDir
    private Path home;

    private Path maildir;
    private MaildirStore store;

    @BeforeEach
    void open() throws Exception {
        maildir = home.resolve("mail/example.test/bob/Maildir");
        folder(maildir);
        store = TestStores.store(home, List.of());
        store.start();
    }

    @AfterEach
    void close() {
        store.stop();
    }

    @Test
    void uidsFlagsAndKeywordsOfDovecotStay() throws Exception {
        message(maildir.resolve("cur/1700000002.M2P2.mx,S=12,W=14:2,Sa"));
        message(maildir.resolve("cur/1700000001.M1P1.mx,S=12,W=14:2,F"));
        message(maildir.resolve("new/1700000003.M3P3.mx"));
        Files.writeString(maildir.resolve("dovecot-uidlist"), """
                3 V1600000000 N900 Gabcdef0123456789abcdef0123456789
                7 W14 S12 :1700000001.M1P1.mx,S=12,W=14
                42 :1700000002.M2P2.mx,S=12,W=14
                300 :1690000000.M9P9.mx,S=12,W=14
                """);
        Files.writeString(maildir.resolve("dovecot-keywords"), "0 $Forwarded\n1 work\n");

        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX)) {
            MailboxView view = inbox.view();
            assertThat(view.uidValidity()).isEqualTo(1_600_000_000);
            assertThat(uids(view)).containsExactly(7L, 42L, 900L);
            assertThat(view.flags(0).has(SystemFlag.FLAGGED)).isTrue();
            assertThat(view.flags(1).has(SystemFlag.SEEN)).isTrue();
            assertThat(view.flags(1).keywords()).containsExactly(Keyword.of("$Forwarded"));
        }
    }

    @Test
    void uidsAndKeywordsOfCourierStayThroughLossOfTheIndex() throws Exception {
        message(maildir.resolve("cur/1700000001.M1P1.mx:2,S"));
        message(maildir.resolve("cur/1700000002.M2P2.mx:2,"));
        Files.writeString(maildir.resolve("courierimapuiddb"), """
                1 1500000000 60
                5 1700000002.M2P2.mx
                9 1700000001.M1P1.mx
                """);
        Files.createDirectory(maildir.resolve("courierimapkeywords"));
        Files.writeString(maildir.resolve("courierimapkeywords/:list"), """
                work
                later

                1700000002.M2P2.mx:1
                """);
        checkCourier();

        store.stop();
        SmallFiles.deleteTree(home.resolve("mail/example.test/bob/index"));
        store = TestStores.store(home, List.of());
        store.start();
        checkCourier();
    }

    private void checkCourier() throws Exception {
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX)) {
            MailboxView view = inbox.view();
            assertThat(view.uidValidity()).isEqualTo(1_500_000_000);
            assertThat(uids(view)).containsExactly(5L, 9L);
            assertThat(view.uidNext()).isGreaterThanOrEqualTo(60);
            assertThat(view.flags(0).keywords()).containsExactly(Keyword.of("later"));
            assertThat(view.flags(1).has(SystemFlag.SEEN)).isTrue();
        }
    }

    @Test
    void subscriptionsAndFoldersStayAsTheyWere() throws Exception {
        folder(maildir.resolve(".Sent"));
        folder(maildir.resolve(".Work.2024"));
        Files.writeString(maildir.resolve("subscriptions"), "V\t2\n\nINBOX\nWork\t2024\n");
        AccountStore account = store.account(BOB);

        assertThat(account.list().stream()
                        .filter(AccountStore.MailboxInfo::selectable)
                        .map(info -> info.name().toString()))
                .containsExactly("INBOX", "Sent", "Work/2024");
        assertThat(account.list().stream().filter(info -> info.use().equals(Optional.of(SpecialUse.SENT))))
                .singleElement()
                .extracting(info -> info.name().toString())
                .isEqualTo("Sent");
        assertThat(account.subscriptions())
                .extracting(MailboxName::toString)
                .containsExactlyInAnyOrder("INBOX", "Work/2024");
    }

    @Test
    void courierNamesItsSubscriptionsWithAPrefix() throws Exception {
        folder(maildir.resolve(".Work.2024"));
        Files.writeString(maildir.resolve("courierimapsubscribed"), "INBOX\nINBOX.Work.2024\n");

        assertThat(store.account(BOB).subscriptions())
                .extracting(MailboxName::toString)
                .containsExactlyInAnyOrder("INBOX", "Work/2024");
    }

    @Test
    void aListThatCannotBeUnderstoodCostsTheUidsAndNothingElse() throws Exception {
        message(maildir.resolve("cur/1700000001.M1P1.mx:2,S"));
        Files.writeString(maildir.resolve("dovecot-uidlist"), "3 what is this\n7 :1700000001.M1P1.mx\n");

        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX)) {
            assertThat(uids(inbox.view())).containsExactly(1L);
            assertThat(inbox.view().flags(0).has(SystemFlag.SEEN)).isTrue();
        }
    }

    private static List<Long> uids(MailboxView view) {
        return IntStream.range(0, view.count()).mapToObj(view::uid).toList();
    }

    private static void folder(Path folder) throws IOException {
        for (String part : List.of("cur", "new", "tmp")) {
            Files.createDirectories(folder.resolve(part));
        }
    }

    private static void message(Path file) throws IOException {
        Files.writeString(file, "Subject: x\n\n");
    }
}
