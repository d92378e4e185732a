package org.postrider.mbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.Repair;
import org.postrider.api.store.SystemFlag;
import org.postrider.storefiles.SmallFiles;

/// A mailbox whose index was spoiled behind the server's back is put right, and a client that remembers it notices
/// nothing.
class RepairTest extends StoreTest {
    private static final Flags SOME = Flags.of(Set.of(SystemFlag.FLAGGED), Set.of(Keyword.of("work")));

    @Test
    void theIndexAndTheSmallFileAreWrittenAnew() throws Exception {
        List<String> before;
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("one"));
            add(inbox, 1, SOME);
            inbox.append(simple("two"));
            before = seen(inbox);
            assertThat(repair(inbox, false)).isEmpty();
            Path identity = MboxState.identityFile(inboxFile());
            String text = Files.readString(identity);
            Files.delete(identity);
            SmallFiles.deleteTree(index());

            List<String> faults = repair(inbox, true);
            assertThat(faults).hasSize(3);
            assertThat(repair(inbox, false)).isEqualTo(faults);
            assertThat(repair(inbox, false)).isEmpty();

            assertThat(identity).hasContent(text.strip());
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(seen(inbox)).isEqualTo(before);
        }
    }

    @Test
    void aChangeThatTheFilesTimeHidesIsFound() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("one"));
            add(inbox, 1, SOME);
            inbox.append(simple("two"));
            assertThat(inbox.view().count()).isEqualTo(2);
            FileTime time = Files.getLastModifiedTime(inboxFile());
            rewrite(file().replace("Status: ", "Status: R"));
            Files.setLastModifiedTime(inboxFile(), time);

            repair(inbox, false);
            assertThat(repair(inbox, false)).isEmpty();
            assertThat(uids(inbox)).containsExactly(1L, 2L);
        }
    }

    private List<String> repair(Mailbox inbox, boolean dry) throws Exception {
        List<String> heard = new ArrayList<>();
        Repair repair = new Repair() {
            @Override
            public boolean isDryRun() {
                return dry;
            }

            @Override
            public void mended(String what) {
                heard.add(what);
            }

            @Override
            public void notMended(String what) {
                heard.add("not mended: " + what);
            }

            @Override
            public void messageDone() {}
        };
        inbox.repair(repair);
        bob().repair(repair);
        return heard;
    }

    private static List<String> seen(Mailbox inbox) throws Exception {
        MailboxView view = inbox.view();
        List<String> seen = new ArrayList<>(List.of("UIDVALIDITY " + view.uidValidity()));
        for (int i = 0; i < view.count(); i++) {
            seen.add(view.uid(i) + " " + view.flags(i) + " " + view.internalDate(i) + " size " + view.size(i));
        }
        return seen;
    }

    private Path index() {
        return home.resolve("mail/example.test/bob/mbox-index");
    }
}
