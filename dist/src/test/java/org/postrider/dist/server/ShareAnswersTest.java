package org.postrider.dist.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.share.Rights;
import org.postrider.api.store.share.Sharing;
import org.postrider.kernel.control.ControlException;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.MemoryState;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;

class ShareAnswersTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");
    private static final MailAddress CAROL = MailAddress.parse("carol@example.test");

    private final MemoryStore store = new MemoryStore(MutableClock.at("2025-03-01T12:00:00Z"));
    private final MemoryDirectory directory = new MemoryDirectory()
            .user("bob@example.test", "secret")
            .user("carol@example.test", "secret")
            .group("staff", "carol@example.test");
    private final Sharing sharing = new Sharing(store, new MemoryState().table("shared", 100), directory::groups);

    @Test
    void sharesByWordsAndByLetters() throws Exception {
        assertThat(change("carol@example.test", "write")).containsEntry("rights", "lrswite");
        assertThat(sharing.rights(CAROL, BOB, MailboxName.INBOX)).isEqualTo(Rights.parse("lrswite"));
        change("-carol@example.test", "te");
        assertThat(sharing.rights(CAROL, BOB, MailboxName.INBOX)).isEqualTo(Rights.parse("lrswi"));
        assertThat(ShareAnswers.list(sharing, store, Map.of("account", "bob@example.test")))
                .containsEntry(
                        "entries",
                        List.of(
                                Map.of("mailbox", "INBOX", "with", "-carol@example.test", "rights", "te"),
                                Map.of("mailbox", "INBOX", "with", "carol@example.test", "rights", "lrswite")));
        change("-carol@example.test", "none");
        change("carol@example.test", "none");
        assertThat(ShareAnswers.list(sharing, store, Map.of("account", "bob@example.test")))
                .containsEntry("entries", List.of());
    }

    @Test
    void sharesWithAGroupAndEndsItWhenTheGroupIsNoMore() throws Exception {
        assertThat(change("group:staff", "read")).containsEntry("with", "group:staff@example.test");
        assertThat(sharing.rights(CAROL, BOB, MailboxName.INBOX)).isEqualTo(Rights.parse("lrs"));
        sharing.change(BOB, MailboxName.INBOX, "group:old@example.test", _ -> Rights.ALL);

        assertThat(change("group:old@example.test", "none")).containsEntry("rights", "");
        assertThatThrownBy(() -> change("group:old", "read")).isInstanceOf(ControlException.class);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> change("nobody@example.test", "read")).isInstanceOf(ControlException.class);
        assertThatThrownBy(() -> change("bob@example.test", "read")).isInstanceOf(ControlException.class);
        assertThatThrownBy(() -> change("carol@example.test", "lrQ")).isInstanceOf(ControlException.class);
        assertThatThrownBy(() -> ShareAnswers.change(
                        sharing,
                        directory,
                        Map.of("account", "bob@example.test", "mailbox", "nosuch", "with", "anyone", "rights", "read")))
                .isInstanceOf(ControlException.class);
    }

    private Map<String, Object> change(String with, String rights) throws Exception {
        return ShareAnswers.change(
                sharing,
                directory,
                Map.of("account", "bob@example.test", "mailbox", "INBOX", "with", with, "rights", rights));
    }
}
