package org.postrider.mailboxes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.SystemFlag;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;

/// A store with bob, who has mail, and carol, who has none.
final class TestAccounts {
    static final MailAddress BOB = MailAddress.parse("bob@example.test");
    static final MailAddress CAROL = MailAddress.parse("carol@example.test");
    static final MailboxName DEEP = MailboxName.of("Arbeit", "Größe & \"so\"", "日本");
    static final Progress QUIET = (_, _, _) -> {};

    private static final Instant FIRST = Instant.parse("2024-02-29T10:00:00Z");

    private static final SearchIndex SEARCH = (_, _, _, _, among) -> among;

    final MemoryStore store = new MemoryStore(MutableClock.at("2025-03-01T12:00:00Z"));
    private final MemoryDirectory directory =
            new MemoryDirectory().user("bob@example.test", "secret").user("carol@example.test", "secret");
    final MailboxTasks tasks = new MailboxTasks(store, directory, SEARCH);

    /// Tasks for the same accounts, where the first message of each mailbox cannot be read to its end.
    MailboxTasks damaged() {
        MailStore damaged = wrapped(
                MailStore.class,
                store,
                (_, account) -> wrapped(
                        AccountStore.class,
                        (AccountStore) account,
                        (_, mailbox) -> wrapped(Mailbox.class, (Mailbox) mailbox, TestAccounts::damaged)));
        return new MailboxTasks(damaged, directory, SEARCH);
    }

    private static Object damaged(Object[] arguments, Object content) {
        if (!arguments[0].equals(1L)) {
            return content;
        }
        return new Content() {
            @Override
            public long size() {
                return ((Content) content).size();
            }

            @Override
            public InputStream open() {
                byte[] begin = "Subject: o".getBytes(StandardCharsets.US_ASCII);
                return new SequenceInputStream(new ByteArrayInputStream(begin), new DamagedStream());
            }
        };
    }

    // What `account`, `open` and `content` return is changed.
    private static <T> T wrapped(Class<T> type, T real, BiFunction<Object[], Object, Object> change) {
        Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
            Object result;
            try {
                result = method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            return Set.of("account", "open", "content").contains(method.getName())
                    ? change.apply(arguments, result)
                    : result;
        });
        return type.cast(proxy);
    }

    TestAccounts fill() throws IOException {
        AccountStore bob = store.account(BOB);
        bob.create(DEEP, Optional.empty());
        bob.create(MailboxName.of("Sent"), Optional.of(SpecialUse.SENT));
        bob.create(MailboxName.of("Empty"), Optional.empty());
        bob.subscribe(DEEP, true);
        add(MailboxName.INBOX, "Subject: one\r\n\r\n.\r\nFrom nowhere\r\n>From here\r\n", Flags.NONE);
        add(
                MailboxName.INBOX,
                "Subject: two\r\n\r\nno line break at the end",
                Flags.of(Set.of(SystemFlag.SEEN, SystemFlag.ANSWERED), Set.of(Keyword.of("$Forwarded"))));
        add(MailboxName.INBOX, "Subject: twice\r\n\r\nx\r\n", Flags.of(SystemFlag.FLAGGED));
        add(MailboxName.INBOX, "Subject: twice\r\n\r\nx\r\n", Flags.of(SystemFlag.FLAGGED));
        add(DEEP, "Subject: Grüße\r\n\r\n" + "long ".repeat(400_000) + "\r\n", Flags.of(SystemFlag.DRAFT));
        add(MailboxName.of("Sent"), "\r\nno header\r\n", Flags.of(Set.of(), Set.of(Keyword.of("NonJunk"))));
        return this;
    }

    void add(MailboxName name, String message, Flags flags) throws IOException {
        try (Mailbox mailbox = store.account(BOB).open(name)) {
            mailbox.append(new Mailbox.NewMessage(
                    Content.of(message.getBytes(StandardCharsets.UTF_8)),
                    flags,
                    Optional.of(FIRST.plusSeconds(message.length())),
                    Optional.empty(),
                    false));
        }
    }

    /// Every message of an account with all that should survive: mailbox, flags, date, content.
    List<String> messages(MailAddress account, boolean withFlags, boolean withLastBreak) throws IOException {
        TreeSet<String> messages = new TreeSet<>();
        for (AccountStore.MailboxInfo info : store.account(account).list()) {
            try (Mailbox mailbox = store.account(account).open(info.name())) {
                MailboxView view = mailbox.view();
                for (int i = 0; i < view.count(); i++) {
                    String content = text(mailbox, view.uid(i));
                    boolean closed = withLastBreak || content.endsWith("\n");
                    messages.add(info.name() + " " + (withFlags ? view.flags(i) : "") + " " + view.internalDate(i) + " "
                            + content + (closed ? "" : "\r\n") + " #"
                            + messages.stream()
                                    .filter(each -> each.contains(content))
                                    .count());
                }
            }
        }
        return List.copyOf(messages);
    }

    private static String text(Mailbox mailbox, long uid) throws IOException {
        return new String(mailbox.content(uid).readAll(10_000_000), StandardCharsets.UTF_8);
    }

    Set<MailboxName> mailboxes(MailAddress account) throws StoreException {
        Set<MailboxName> names = new TreeSet<>();
        store.account(account).list().forEach(info -> names.add(info.name()));
        return names;
    }

    private static final class DamagedStream extends InputStream {
        @Override
        public int read() throws StoreException {
            throw new StoreException(StoreException.Kind.DAMAGED, "the file is too short");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws StoreException {
            return read();
        }
    }
}
