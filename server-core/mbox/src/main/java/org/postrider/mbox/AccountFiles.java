package org.postrider.mbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException;
import org.postrider.storefiles.SmallFiles;

/// The text files of an account, hidden among its folders: `.subscriptions`, a name on each line with `/` between its
/// levels; and `.postrider-special-uses`, `\Sent Sent` on each line. Guarded by the account's lock.
final class AccountFiles {
    private static final String SUBSCRIPTIONS = ".subscriptions";
    private static final String SPECIAL_USES = ".postrider-special-uses";

    private final Path folder;

    AccountFiles(Path folder) {
        this.folder = folder;
    }

    /// False where the account was never looked at.
    boolean hasSpecialUses() {
        return Files.exists(folder.resolve(SPECIAL_USES));
    }

    Map<MailboxName, SpecialUse> specialUses() throws IOException {
        Map<MailboxName, SpecialUse> uses = new TreeMap<>();
        for (String line : SmallFiles.lines(folder.resolve(SPECIAL_USES))) {
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
        SmallFiles.replace(folder.resolve(SPECIAL_USES), text.toString());
    }

    Set<MailboxName> subscriptions() throws IOException {
        Set<MailboxName> names = new TreeSet<>();
        for (String line : SmallFiles.lines(folder.resolve(SUBSCRIPTIONS))) {
            name(line).ifPresent(names::add);
        }
        return names;
    }

    void writeSubscriptions(Set<MailboxName> names) throws StoreException {
        StringBuilder text = new StringBuilder();
        names.forEach(name -> text.append(line(name)).append('\n'));
        SmallFiles.replace(folder.resolve(SUBSCRIPTIONS), text.toString());
    }

    private static String line(MailboxName name) {
        return FolderNames.line(name);
    }

    private static Optional<MailboxName> name(String line) {
        return FolderNames.ofLine(line);
    }
}
