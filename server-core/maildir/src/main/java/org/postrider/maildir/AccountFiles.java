package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException;
import org.postrider.storefiles.SmallFiles;

/// The text files of an account, in its Maildir: `subscriptions`, as Dovecot has it, a folder's name on each line
/// without
/// the dot at the start, `INBOX` for INBOX; and `postrider-special-uses`, `\Sent Sent` on each line. Guarded by the
/// account's lock.
final class AccountFiles {
    private static final String SUBSCRIPTIONS = "subscriptions";
    private static final String COURIER = "courierimapsubscribed";
    private static final String COURIER_PREFIX = "INBOX.";
    // Dovecot 2.3: levels are parted by a tab then.
    private static final String SECOND_FORM = "V\t2";
    private static final String SPECIAL_USES = "postrider-special-uses";
    private static final String INBOX = "INBOX";

    private final Path maildir;

    AccountFiles(Path maildir) {
        this.maildir = maildir;
    }

    /// False where the account was never looked at.
    boolean hasSpecialUses() {
        return Files.exists(maildir.resolve(SPECIAL_USES));
    }

    Map<MailboxName, SpecialUse> specialUses() throws IOException {
        Map<MailboxName, SpecialUse> uses = new TreeMap<>();
        for (String line : SmallFiles.lines(maildir.resolve(SPECIAL_USES))) {
            int space = line.indexOf(' ');
            for (SpecialUse use : SpecialUse.values()) {
                if (space > 0 && use.imapName().equals(line.substring(0, space))) {
                    name(line.substring(space + 1)).ifPresent(name -> uses.put(name, use));
                }
            }
        }
        return uses;
    }

    void writeSpecialUses(Map<MailboxName, SpecialUse> uses) throws StoreException {
        StringBuilder text = new StringBuilder();
        uses.forEach((name, use) ->
                text.append(use.imapName()).append(' ').append(line(name)).append('\n'));
        SmallFiles.replace(maildir.resolve(SPECIAL_USES), text.toString());
    }

    Set<MailboxName> subscriptions() throws IOException {
        Set<MailboxName> names = new TreeSet<>();
        Path ours = maildir.resolve(SUBSCRIPTIONS);
        Path courier = maildir.resolve(COURIER);
        if (!Files.exists(ours) && Files.exists(courier)) {
            for (String line : SmallFiles.lines(courier)) {
                name(line.startsWith(COURIER_PREFIX) ? line.substring(COURIER_PREFIX.length()) : line)
                        .ifPresent(names::add);
            }
            return names;
        }
        List<String> lines = SmallFiles.lines(ours);
        boolean tabs = !lines.isEmpty() && lines.getFirst().equals(SECOND_FORM);
        for (String line : tabs ? lines.subList(1, lines.size()) : lines) {
            name(tabs ? line.replace('\t', '.') : line).ifPresent(names::add);
        }
        return names;
    }

    /// True where another server has kept the account so far.
    boolean hasPredecessor() {
        return Files.exists(maildir.resolve(SUBSCRIPTIONS)) || Files.exists(maildir.resolve(COURIER));
    }

    void writeSubscriptions(Set<MailboxName> names) throws StoreException {
        StringBuilder text = new StringBuilder();
        names.forEach(name -> text.append(line(name)).append('\n'));
        SmallFiles.replace(maildir.resolve(SUBSCRIPTIONS), text.toString());
    }

    private static String line(MailboxName name) {
        return name.isInbox() ? INBOX : FileNames.folder(name).substring(1);
    }

    private static Optional<MailboxName> name(String line) {
        return line.equals(INBOX) ? Optional.of(MailboxName.INBOX) : FileNames.mailbox("." + line);
    }
}
