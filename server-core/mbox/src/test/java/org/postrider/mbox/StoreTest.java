package org.postrider.mbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.UidSet;

/// A store, its files, and another program that uses them.
abstract class StoreTest {
    static final MailAddress BOB = MailAddress.parse("bob@example.test");
    static final String FROM = "From ann@example.test Sat Jan  3 01:05:34 1996\n";

    @TempDir
    Path home;

    MboxStore store;

    @BeforeEach
    final void start() throws Exception {
        store = TestStores.store(home, List.of());
        store.start();
    }

    @AfterEach
    final void stop() {
        store.stop();
    }

    final void restart() throws Exception {
        stop();
        start();
    }

    final AccountStore bob() throws Exception {
        return store.account(BOB);
    }

    final Mailbox inbox() throws Exception {
        return bob().open(MailboxName.INBOX);
    }

    final Mailbox made(String name) throws Exception {
        bob().create(MailboxName.of(name), Optional.empty());
        return bob().open(MailboxName.of(name));
    }

    final Path folder() throws IOException {
        return Files.createDirectories(home.resolve("mail/example.test/bob/mbox"));
    }

    final Path inboxFile() throws IOException {
        return folder().resolve("INBOX");
    }

    final String file() throws IOException {
        return Files.readString(inboxFile(), StandardCharsets.ISO_8859_1);
    }

    /// Another program appends.
    final void deliver(String text) throws IOException {
        Files.writeString(
                inboxFile(),
                FROM + text + "\n",
                StandardCharsets.ISO_8859_1,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /// Another program rewrites the file in its place.
    final void rewrite(String text) throws IOException {
        Files.writeString(inboxFile(), text, StandardCharsets.ISO_8859_1);
    }

    static Mailbox.NewMessage message(String text) {
        return new Mailbox.NewMessage(
                Content.of(text.getBytes(StandardCharsets.ISO_8859_1)),
                Flags.NONE,
                Optional.empty(),
                Optional.empty(),
                false);
    }

    static Mailbox.NewMessage simple(String subject) {
        return message("Subject: " + subject + "\r\n\r\n" + subject + "\r\n");
    }

    static void add(Mailbox mailbox, long uid, Flags flags) throws Exception {
        mailbox.store(UidSet.of(uid), new FlagChange(FlagChange.Mode.ADD, flags), Long.MAX_VALUE);
    }

    static List<Long> uids(Mailbox mailbox) throws Exception {
        MailboxView view = mailbox.view();
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

    static String text(Mailbox mailbox, long uid) throws Exception {
        byte[] octets = mailbox.content(uid).readAll(10_000_000);
        MailboxView view = mailbox.view();
        if (view.size(view.position(uid)) != octets.length) {
            throw new AssertionError("the size is " + view.size(view.position(uid)) + ", not " + octets.length);
        }
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
