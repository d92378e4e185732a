package org.postrider.kernel.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.keep.KeepingStore;
import org.postrider.kernel.spool.MailboxesConfig.ExpireEntry;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;

class MailboxUpkeepTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");
    private static final MailboxName BIN = MailboxName.of("Bin");
    private static final MailboxName DAILY = MailboxName.of("Lists", "Daily");

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final MemoryStore store = new MemoryStore(clock);
    private final KeepingStore keeping = new KeepingStore(store, true);
    private final MailboxUpkeep upkeep = new MailboxUpkeep(
            new MailboxesConfig(
                    Duration.ofDays(7),
                    Duration.ofHours(1),
                    List.of(
                            new ExpireEntry("\\trash", Duration.ofDays(30)),
                            new ExpireEntry("Lists/Daily", Duration.ofDays(2)))),
            store,
            keeping,
            new MemoryDirectory().user("bob@example.test", "secret"),
            clock);

    @Test
    void oldMessagesGoFromMailboxesOfWhichTheConfigurationSaysSo() throws Exception {
        store.account(BOB).create(BIN, Optional.of(SpecialUse.TRASH));
        store.account(BOB).create(DAILY, Optional.empty());
        for (MailboxName name : List.of(MailboxName.INBOX, BIN, DAILY)) {
            add(name);
        }
        clock.advance(Duration.ofDays(3));
        add(DAILY);
        upkeep.run();
        assertThat(List.of(count(MailboxName.INBOX), count(BIN), count(DAILY))).containsExactly(1, 1, 1);
        clock.advance(Duration.ofDays(28));
        upkeep.run();
        assertThat(List.of(count(MailboxName.INBOX), count(BIN), count(DAILY))).containsExactly(1, 0, 0);
        assertThat(keeping.list(BOB)).isEmpty();
    }

    @Test
    void removedMessagesAreForgottenInTheEnd() throws Exception {
        add(MailboxName.INBOX);
        try (Mailbox inbox = keeping.account(BOB).open(MailboxName.INBOX)) {
            inbox.expunge(UidSet.ALL);
        }
        clock.advance(Duration.ofDays(6));
        upkeep.run();
        assertThat(keeping.list(BOB)).hasSize(1);
        clock.advance(Duration.ofDays(2));
        upkeep.run();
        assertThat(keeping.list(BOB)).isEmpty();
    }

    private void add(MailboxName name) throws Exception {
        try (Mailbox mailbox = store.account(BOB).open(name)) {
            mailbox.append(new Mailbox.NewMessage(
                    Content.of("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                    Flags.NONE,
                    Optional.empty(),
                    Optional.empty(),
                    false));
        }
    }

    private int count(MailboxName name) throws Exception {
        try (Mailbox mailbox = store.account(BOB).open(name)) {
            return mailbox.view().count();
        }
    }
}
