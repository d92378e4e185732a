package org.postrider.testkit.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.DeliveryName;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;

/// The store under test, and short words for what the contract does with it.
abstract class StoreFixture {
    static final MailAddress BOB = MailAddress.parse("bob@example.test");
    static final MailAddress ANN = MailAddress.parse("ann@example.test");
    static final Flags SEEN = Flags.of(SystemFlag.SEEN);
    static final Flags FLAGGED = Flags.of(SystemFlag.FLAGGED);
    static final Flags DELETED = Flags.of(SystemFlag.DELETED);

    final CountingField field = new CountingField();

    @TempDir
    Path folder;

    private MailStore store;

    /// A store on a folder, which is empty or has been used by such a store before.
    ///
    /// @param fields to be kept of each message
    protected abstract MailStore openStore(Path folder, List<DerivedField> fields) throws Exception;

    @BeforeEach
    final void start() throws Exception {
        store = started();
    }

    @AfterEach
    final void stop() {
        if (store instanceof Lifecycle part) {
            part.stop();
        }
    }

    /// Stops the store in order, and starts another one on the same folder.
    final void restart() throws Exception {
        stop();
        store = started();
    }

    final MailStore store() {
        return store;
    }

    final AccountStore bob() throws Exception {
        return store.account(BOB);
    }

    final Mailbox inbox() throws Exception {
        return bob().open(MailboxName.INBOX);
    }

    final Mailbox made(String... path) throws Exception {
        MailboxName name = MailboxName.of(path);
        bob().create(name, Optional.empty());
        return bob().open(name);
    }

    static Mailbox.NewMessage message(String text) {
        return message(text, Flags.NONE);
    }

    static Mailbox.NewMessage message(String text, Flags flags) {
        return new Mailbox.NewMessage(content(text), flags, Optional.empty(), Optional.empty(), false);
    }

    static Mailbox.NewMessage dated(String text, Instant date) {
        return new Mailbox.NewMessage(content(text), Flags.NONE, Optional.of(date), Optional.empty(), false);
    }

    static Mailbox.NewMessage delivery(String mailId, MailAddress recipient, String text) {
        DeliveryName name = new DeliveryName(new MailId(mailId), recipient);
        return new Mailbox.NewMessage(content(text), Flags.NONE, Optional.empty(), Optional.of(name), false);
    }

    static Content content(String text) {
        return Content.of(("Subject: " + text + "\r\n\r\n" + text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Messages 1 to `count`; their UIDs.
    static List<Long> fill(Mailbox mailbox, int count) throws Exception {
        List<Long> uids = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            uids.add(mailbox.append(message("message " + i)).uid());
        }
        return uids;
    }

    static String text(Mailbox mailbox, long uid) throws Exception {
        return new String(mailbox.content(uid).readAll(1_000_000), StandardCharsets.UTF_8);
    }

    static String octets(String text) throws Exception {
        return new String(content(text).readAll(1_000_000), StandardCharsets.UTF_8);
    }

    static List<Long> uids(Mailbox mailbox) throws Exception {
        return uids(mailbox.view());
    }

    static List<Long> uids(MailboxView view) {
        List<Long> uids = new ArrayList<>();
        for (int i = 0; i < view.count(); i++) {
            uids.add(view.uid(i));
        }
        return uids;
    }

    static Flags flags(Mailbox mailbox, long uid) throws Exception {
        MailboxView view = mailbox.view();
        return view.flags(view.position(uid));
    }

    static Mailbox.StoreResult store(Mailbox mailbox, UidSet uids, FlagChange.Mode mode, Flags flags) throws Exception {
        return mailbox.store(uids, new FlagChange(mode, flags), Long.MAX_VALUE);
    }

    static Flags keywords(String... names) {
        return Flags.ofBits(
                0, java.util.Arrays.stream(names).map(Keyword::of).collect(java.util.stream.Collectors.toSet()));
    }

    private MailStore started() throws Exception {
        MailStore opened = openStore(folder, List.of(field));
        if (opened instanceof Lifecycle part) {
            part.start();
        }
        return opened;
    }

    /// Derives the size, as text, and counts how often.
    static final class CountingField implements DerivedField {
        final AtomicInteger count = new AtomicInteger();

        @Override
        public String name() {
            return "counting-1";
        }

        @Override
        public byte[] derive(Content content) {
            count.incrementAndGet();
            return Long.toString(content.size()).getBytes(StandardCharsets.US_ASCII);
        }
    }
}
