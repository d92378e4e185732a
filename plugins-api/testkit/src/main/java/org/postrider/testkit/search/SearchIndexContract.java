package org.postrider.testkit.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.search.Ranking;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.UidSet;
import org.postrider.testkit.MemoryStore;

/// What every search index must do. Each question is asked twice: at once, while nothing may be indexed yet, and again
/// when
/// the index has caught up.
public abstract class SearchIndexContract {
    protected static final MailAddress ACCOUNT = MailAddress.parse("bob@example.org");

    private static final int ROUNDS = 6;
    private static final int MESSAGES = 60;
    private static final int QUESTIONS = 150;

    protected final MemoryStore store = new MemoryStore(InstantSource.system());

    /// An index of the store, started; the same at each call.
    protected abstract SearchIndex index() throws Exception;

    /// Returns when everything that changed before is indexed.
    protected abstract void catchUp() throws Exception;

    @Test
    public void findsASubstringInAnyCase() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        append(inbox, "Subject: Quarterly Report\r\n\r\nThe GRÜSSE of Zoë\r\n");

        assertFound(inbox, new TextKey.InHeader("SUBJECT", "ARTERLY rep"), 0);
        assertFound(inbox, new TextKey.InHeader("subject", "quarterlyreport"));
        assertFound(inbox, new TextKey.InHeader("From", "report"));
        assertFound(inbox, new TextKey.InBody("grüsse"), 0);
        assertFound(inbox, new TextKey.InBody("zoË"), 0);
        assertFound(inbox, new TextKey.InBody("report"));
        assertFound(inbox, new TextKey.Anywhere("report"), 0);
    }

    @Test
    public void anAccentIsACharacterBehindItsLetter() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        append(inbox, """
                Subject: =?utf-8?q?Un_caf=C3=A9_=C3=A0_=C3=89vian?=
                Content-Type: text/plain; charset=utf-8

                Cafe\u0301 noir \uff21\uff22\uff23 \ufb01n \u01c6ep \u304c\u304d \ud55c\uad6d
                """);

        // RFC 5051 §2: decomposed, so that a letter is found without its accent, but not another in its place
        assertFound(inbox, new TextKey.InHeader("Subject", "UN CAFE"), 0);
        assertFound(inbox, new TextKey.InHeader("Subject", "caf\u00c9 A"), 0);
        assertFound(inbox, new TextKey.InHeader("Subject", "cafe a"));
        assertFound(inbox, new TextKey.InHeader("Subject", "e\u0301vian"), 0);
        assertFound(inbox, new TextKey.InHeader("Subject", "caf\u00e8"));
        assertFound(inbox, new TextKey.InBody("caf\u00e9 NOIR abc fi"), 0);
        assertFound(inbox, new TextKey.InBody("\u01c4ep"), 0);
        assertFound(inbox, new TextKey.InBody("d\u017eep"), 0);
        assertFound(inbox, new TextKey.InBody("\u304b"), 0);
        assertFound(inbox, new TextKey.InBody("\ud55c\uad6d"), 0);
    }

    @Test
    public void findsWhatIsEncoded() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        append(inbox, "Subject: =?utf-8?B?R3LDvMOfZQ==?=\r\n =?utf-8?q?_aus_K=C3=B6ln?=\r\n\r\nx\r\n");
        append(inbox, """
                Content-Type: text/plain; charset=iso-2022-jp
                Content-Transfer-Encoding: base64

                GyRCRnxLXBsoQg==
                """);

        assertFound(inbox, new TextKey.InHeader("Subject", "e aus köl"), 0);
        assertFound(inbox, new TextKey.InBody("日本"), 1);
        assertFound(inbox, new TextKey.InBody("本"), 1);
        assertFound(inbox, new TextKey.InBody("本日"));
    }

    @Test
    public void htmlIsSearchedAsPeopleSeeIt() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        append(
                inbox,
                "Content-Type: text/html\r\n\r\n<p class=hidden>one t<b>w</b>o<script>code()</script></p>a&nbsp;&uuml;");

        assertFound(inbox, new TextKey.InBody("one two"), 0);
        assertFound(inbox, new TextKey.InBody("a ü"), 0);
        assertFound(inbox, new TextKey.InBody("hidden"));
        assertFound(inbox, new TextKey.InBody("code"));
    }

    @Test
    public void namesOfFilesAndMessagesInsideAreBody() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        append(inbox, """
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: application/pdf
                Content-Disposition: attachment; filename*=utf-8''Rechnung%20M%C3%A4rz.pdf

                zebra
                --b
                Content-Type: message/rfc822

                Subject: inner subject

                inner body
                --b--
                """);

        assertFound(inbox, new TextKey.InBody("rechnung märz"), 0);
        assertFound(inbox, new TextKey.InBody("inner subject"), 0);
        assertFound(inbox, new TextKey.InBody("inner body"), 0);
        assertFound(inbox, new TextKey.InBody("zebra"));
        assertFound(inbox, new TextKey.InHeader("Subject", "inner"));
    }

    @Test
    public void addressesAreFoundByNameAndByAddress() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        append(inbox, """
                From: =?utf-8?q?J=C3=B6rg_M=C3=BCller?= <joerg@sub.example.org>
                To: Team: bob@example.org, "Duck, D." <duck@example.org>;
                Cc: =?koi8-r?b?8NLJ18XU?= <privet@example.org>
                Bcc: hidden@example.org
                X-Original-To: somebody@example.org

                x
                """);

        assertFound(inbox, new TextKey.InHeader("From", "jörg müller"), 0);
        assertFound(inbox, new TextKey.InHeader("From", "MÜLLER <JOERG@SUB"), 0);
        assertFound(inbox, new TextKey.InHeader("From", "bob"));
        assertFound(inbox, new TextKey.InHeader("To", "duck, d."), 0);
        assertFound(inbox, new TextKey.InHeader("To", "team:"), 0);
        assertFound(inbox, new TextKey.InHeader("Cc", "ПРИВЕТ"), 0);
        assertFound(inbox, new TextKey.InHeader("Bcc", "hidden@"), 0);
        assertFound(inbox, new TextKey.InHeader("x-original-to", "body@example"), 0);
        assertFound(inbox, new TextKey.InHeader("To", "somebody"));
        assertFound(inbox, new TextKey.Anywhere("X-Original-To: some"), 0);
    }

    @Test
    public void namesOfFilesAreFoundHoweverTheyAreWritten() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        append(inbox, """
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: application/pdf; name="=?iso-8859-1?q?Gr=FC=DFe.pdf?="

                --b
                Content-Disposition: attachment; filename*0="very long "; filename*1="name.doc"
                Content-Type: application/msword

                --b
                Content-Disposition: attachment; filename="plain name.txt"
                Content-Type: text/plain; charset=us-ascii

                inside the file
                --b--
                """);

        assertFound(inbox, new TextKey.InBody("grüße.PDF"), 0);
        assertFound(inbox, new TextKey.InBody("long name.d"), 0);
        assertFound(inbox, new TextKey.InBody("plain name"), 0);
        assertFound(inbox, new TextKey.InBody("inside the file"), 0);
    }

    @Test
    public void messagesDeepInsideMessagesAreSearchedAsFarAsTheyAreTakenApart() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        StringBuilder nested = new StringBuilder();
        for (int depth = 0; depth < 1000; depth++) {
            nested.append("Subject: level").append(depth).append("x\r\n");
            nested.append("Content-Type: message/rfc822\r\n\r\n");
        }
        append(inbox, nested + "\r\nthe bottom\r\n");
        append(inbox, "\r\nlevel1x\r\n");

        assertFound(inbox, new TextKey.InHeader("Subject", "level0x"), 0);
        assertFound(inbox, new TextKey.InBody("level1x"), 0, 1);
        assertFound(inbox, new TextKey.InBody("level5x"), 0);
    }

    @Test
    public void wordsWithoutEndAreFound() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        append(inbox, "\r\n" + "a".repeat(40_000) + "b" + "c".repeat(40_000) + "\r\n");
        append(inbox, "Subject: " + "d".repeat(5_000) + "\r\n\r\nabc\r\n");

        assertFound(inbox, new TextKey.InBody("aabcc"), 0);
        assertFound(inbox, new TextKey.InBody("c".repeat(100)), 0);
        assertFound(inbox, new TextKey.InBody("abc"), 0, 1);
        assertFound(inbox, new TextKey.InHeader("Subject", "d".repeat(4_000)), 1);
    }

    @Test
    public void anEmptyTextFindsTheFieldAndEveryBody() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        append(inbox, "X-Spam: \r\n\r\nx");
        append(inbox, "Subject: x\r\n\r\n");

        assertFound(inbox, new TextKey.InHeader("x-spam", ""), 0);
        assertFound(inbox, new TextKey.InHeader("Subject", ""), 1);
        assertFound(inbox, new TextKey.InBody(""), 0, 1);
        assertFound(inbox, new TextKey.Anywhere(""), 0, 1);
    }

    @Test
    public void whiteSpaceOfAnyKindIsOneSpace() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        append(inbox, "Subject: one\r\n\t two\r\n\r\nthree\r\nfour  five\r\n");

        assertFound(inbox, new TextKey.InHeader("Subject", "one two"), 0);
        assertFound(inbox, new TextKey.InBody("three four five"), 0);
        assertFound(inbox, new TextKey.InBody("four \t five"), 0);
        assertFound(inbox, new TextKey.InBody(" four "), 0);
        assertFound(inbox, new TextKey.InBody("threefour"));
    }

    @Test
    public void onlyTheMessagesThatMatterAreFound() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        for (int i = 0; i < 5; i++) {
            append(inbox, "Subject: same\r\n\r\n");
        }
        BitSet among = positions(1, 3);

        TextKey key = new TextKey.InHeader("Subject", "same");
        assertThat(index().search(ACCOUNT, inbox, inbox.view(), key, among)).isEqualTo(among);
        catchUp();
        assertThat(index().search(ACCOUNT, inbox, inbox.view(), key, among)).isEqualTo(among);
        assertThat(index().search(ACCOUNT, inbox, inbox.view(), key, new BitSet())
                        .isEmpty())
                .isTrue();
    }

    @Test
    public void newMailIsFoundAtOnceAndExpungedMailNoMore() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        TextKey key = new TextKey.InBody("here");
        append(inbox, "\r\nhere\r\n");
        assertFound(inbox, key, 0);
        append(inbox, "\r\nhere\r\n");
        append(inbox, "\r\nhere\r\n");
        assertFound(inbox, key, 0, 1, 2);

        MailboxView before = inbox.view();
        inbox.expunge(UidSet.of(2));
        assertThat(index().search(ACCOUNT, inbox, inbox.view(), key, all(inbox.view())))
                .isEqualTo(positions(0, 1));
        assertThat(index().search(ACCOUNT, inbox, before, key, all(before)).get(2))
                .isTrue();
        assertFound(inbox, key, 0, 1);
    }

    @Test
    public void mailboxesAndAccountsAreKeptApart() throws Exception {
        MailboxName archive = MailboxName.of("Archive", "2025");
        store.account(ACCOUNT).create(archive, Optional.empty());
        Mailbox inbox = open(MailboxName.INBOX);
        Mailbox other = open(archive);
        Mailbox alices = store.account(MailAddress.parse("alice@example.org")).open(MailboxName.INBOX);
        append(inbox, "\r\ninbox\r\n");
        append(other, "\r\narchive\r\n");
        append(alices, "\r\nalice\r\n");

        assertFound(inbox, new TextKey.InBody("inbox"), 0);
        assertFound(inbox, new TextKey.InBody("archive"));
        assertFound(inbox, new TextKey.InBody("alice"));
        assertFound(other, new TextKey.InBody("archive"), 0);
    }

    @Test
    public void aMailboxIsFollowedWhereItGoes() throws Exception {
        MailboxName name = MailboxName.of("Work");
        store.account(ACCOUNT).create(name, Optional.empty());
        Mailbox work = open(name);
        Mailbox inbox = open(MailboxName.INBOX);
        append(inbox, "\r\nmoves\r\n");
        assertFound(inbox, new TextKey.InBody("moves"), 0);

        inbox.move(UidSet.of(1), work);
        assertFound(inbox, new TextKey.InBody("moves"));
        assertFound(work, new TextKey.InBody("moves"), 0);

        store.account(ACCOUNT).rename(name, MailboxName.of("Play"));
        assertFound(open(MailboxName.of("Play")), new TextKey.InBody("moves"), 0);

        store.account(ACCOUNT).delete(MailboxName.of("Play"));
        store.account(ACCOUNT).create(name, Optional.empty());
        append(open(name), "\r\nanother\r\n");
        assertFound(open(name), new TextKey.InBody("moves"));
        assertFound(open(name), new TextKey.InBody("another"), 0);
    }

    @Test
    public void randomMailAndRandomTextIsFoundAsAPlainLookAtItFindsIt() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            Random random = new Random(seed);
            MailboxName name = MailboxName.of("Random" + round);
            store.account(ACCOUNT).create(name, Optional.empty());
            Mailbox mailbox = open(name);
            List<RandomMessage> messages = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                messages.add(new RandomMessage(random));
                append(mailbox, messages.getLast().octets());
            }
            // Some are indexed, some are not.
            ask(mailbox, messages, random, seed, 10);
            for (int i = 0; i < MESSAGES / 10; i++) {
                mailbox.expunge(UidSet.of(mailbox.view().uid(0)));
                messages.removeFirst();
                messages.add(new RandomMessage(random));
                append(mailbox, messages.getLast().octets());
            }
            ask(mailbox, messages, random, seed, 10);
            catchUp();
            ask(mailbox, messages, random, seed, QUESTIONS);
        }
    }

    private void ask(Mailbox mailbox, List<RandomMessage> messages, Random random, long seed, int questions)
            throws Exception {
        MailboxView view = mailbox.view();
        for (int i = 0; i < questions; i++) {
            String text = random.nextInt(50) == 0
                    ? ""
                    : messages.get(random.nextInt(messages.size())).needle();
            TextKey key = switch (random.nextInt(5)) {
                case 0 -> new TextKey.InHeader("Subject", text);
                case 1 -> new TextKey.InHeader(random.nextBoolean() ? "x-random" : "TO", text);
                case 2 -> new TextKey.Anywhere(text);
                default -> new TextKey.InBody(text);
            };
            BitSet found = index().search(ACCOUNT, mailbox, view, key, all(view));
            for (int position = 0; position < messages.size(); position++) {
                assertThat(found.get(position))
                        .as(
                                "seed %d: is %s in%n%s",
                                seed, key, new String(messages.get(position).octets(), StandardCharsets.UTF_8))
                        .isEqualTo(messages.get(position).matches(key));
            }
        }
    }

    @Test
    public void whatIsExactIsLikeTheText() throws Exception {
        Mailbox inbox = open(MailboxName.INBOX);
        append(inbox, "Subject: one\r\n\r\nunbelievable\r\n");
        append(inbox, "Subject: two\r\n\r\nnothing of the kind\r\n");
        append(inbox, "Subject: believe it\r\n\r\nthree\r\n");

        for (TextKey key : List.of(
                new TextKey.Anywhere("believ"),
                new TextKey.InHeader("Subject", "believ"),
                new TextKey.InBody("believ"),
                new TextKey.InHeader("X-Absent", "believ"),
                new TextKey.Anywhere(""),
                new TextKey.Anywhere(" - "))) {
            assertLikeHasExact(inbox, key);
            catchUp();
            assertLikeHasExact(inbox, key);
        }
    }

    private void assertLikeHasExact(Mailbox mailbox, TextKey key) throws Exception {
        MailboxView view = mailbox.view();
        Ranking like = index().like(ACCOUNT, mailbox, view, key, all(view));
        BitSet exact = index().search(ACCOUNT, mailbox, view, key, all(view));
        for (int i = exact.nextSetBit(0); i >= 0; i = exact.nextSetBit(i + 1)) {
            assertThat(like.score(i)).as("%s at %d", key, i).isGreaterThan(0).isLessThanOrEqualTo(1);
        }
        exact.andNot(like.positions());
        assertThat(exact.isEmpty()).as("%s", key).isTrue();
    }

    private void assertFound(Mailbox mailbox, TextKey key, int... positions) throws Exception {
        MailboxView view = mailbox.view();
        assertThat(index().search(ACCOUNT, mailbox, view, key, all(view)))
                .as("%s at once", key)
                .isEqualTo(positions(positions));
        catchUp();
        assertThat(index().search(ACCOUNT, mailbox, view, key, all(view)))
                .as("%s, indexed", key)
                .isEqualTo(positions(positions));
    }

    protected final Mailbox open(MailboxName name) throws IOException {
        return store.account(ACCOUNT).open(name);
    }

    protected static void append(Mailbox mailbox, String message) throws IOException {
        append(mailbox, message.replaceAll("\r?\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    protected static void append(Mailbox mailbox, byte[] message) throws IOException {
        mailbox.append(
                new Mailbox.NewMessage(Content.of(message), Flags.NONE, Optional.empty(), Optional.empty(), false));
    }

    protected static BitSet all(MailboxView view) {
        BitSet all = new BitSet();
        all.set(0, view.count());
        return all;
    }

    protected static BitSet positions(int... positions) {
        BitSet set = new BitSet();
        for (int position : positions) {
            set.set(position);
        }
        return set;
    }
}
