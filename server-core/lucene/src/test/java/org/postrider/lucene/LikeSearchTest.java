package org.postrider.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.search.IndexSearcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.search.Ranking;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.testkit.MemoryStore;

/// What is like a text, and in which order: each question before anything is indexed, and after.
class LikeSearchTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final String ENGLISH = "This is what they have said to us before, and we will not do that again. ";
    private static final String GERMAN = "Das ist nicht so, wie wir es uns gedacht haben, und auch nicht für alle. ";
    private static final String FRENCH = "Nous sommes dans une situation que vous ne pouvez pas voir avec les autres. ";

    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore(InstantSource.system());
    private LuceneSearchIndex index;
    private Mailbox inbox;

    @BeforeEach
    void start() throws Exception {
        index = new LuceneSearchIndex(LuceneSearchIndexTest.config(folder), store, Duration.ofMillis(5));
        index.start();
        inbox = store.account(BOB).open(MailboxName.INBOX);
    }

    @AfterEach
    void stop() {
        index.stop();
    }

    @Test
    void findsOtherFormsOfEnglishWords() throws Exception {
        append("running", ENGLISH + "The meetings were running late.");
        append("ran", ENGLISH + "A meet of runners.");
        append("other", ENGLISH + "Nothing.");

        assertLike(new TextKey.InBody("meeting"), 0, 1);
        assertLike(new TextKey.InBody("run"), 0, 1);
        assertLike(new TextKey.InHeader("Subject", "run"), 0);
    }

    @Test
    void findsFormsOfTheLanguageThatTheMessageIsIn() throws Exception {
        append("Haus", GERMAN + "Die Häuser stehen leer.");
        append("maison", FRENCH + "Les maisons sont vides.");
        append("house", ENGLISH + "The houses are empty.");

        assertLike(new TextKey.Anywhere("haus"), 0);
        assertLike(new TextKey.Anywhere("Häuser"), 0);
        assertLike(new TextKey.InBody("maison"), 1);
        assertLike(new TextKey.InBody("HOUSE"), 2);
    }

    @Test
    void theBestComesFirst() throws Exception {
        append("plan", ENGLISH + "We are planning something. " + "Words and words. ".repeat(20));
        append("nothing", ENGLISH + "The explanation is long.");
        append("Budget plan", ENGLISH + "The budget plan of the year: a plan for the budget.");
        append("budget", ENGLISH + "A budget.");

        // In the subject, twice; another form; part of another word.
        assertLike(new TextKey.Anywhere("plan"), 2, 0, 1);
        assertLike(new TextKey.Anywhere("budget plan"), 2);
        assertLike(new TextKey.Anywhere("plan of budgets"), 2);
    }

    @Test
    void ofManyWordsSomeMayBeMissing() throws Exception {
        append("a", ENGLISH + "Invoice for the garden fence and its painting.");
        append("b", ENGLISH + "Invoice for a garden.");
        append("c", ENGLISH + "Invoice.");

        assertLike(new TextKey.InBody("invoice garden fence"), 0, 1);
        assertLike(new TextKey.InBody("garden fence"), 0);
    }

    @Test
    void wordsThatNobodyWroteAreTakenForThoseWrittenNearlySo() throws Exception {
        append("a", ENGLISH + "An accommodation was found.");
        append("b", ENGLISH + "A common occasion.");

        assertLike(new TextKey.InBody("acommodation"), 0);
        assertLike(new TextKey.InBody("accomodation"), 0);
        assertLike(new TextKey.InBody("xyzzy"));
    }

    @Test
    void manyMisspeltWordsAreSoughtInManyLanguages() throws Exception {
        // Each of 16 words has 20 spellings in three fields, and there are three languages.
        List<String> roots = Stream.iterate('b', c -> c <= 'q', c -> (char) (c + 1))
                .map(c -> String.valueOf(c).repeat(2) + "uvwxyz")
                .toList();
        String all = roots.stream()
                .flatMap(root ->
                        Stream.iterate('a', c -> c <= 't', c -> (char) (c + 1)).map(c -> root + c))
                .collect(Collectors.joining(" "));
        append(all + "\r\nX-Words: " + all, ENGLISH.repeat(6));
        append("a", GERMAN.repeat(6) + all);
        append("b", FRENCH.repeat(6) + all);
        append("c", ENGLISH + "Nothing of this.");

        TextKey misspelt =
                new TextKey.Anywhere(roots.stream().map(root -> root + "u").collect(Collectors.joining(" ")));
        assertThat(like(misspelt)).containsExactlyInAnyOrder(0, 1, 2);
        catchUp();
        assertThat(like(misspelt)).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void aVeryLongWordIsSought() throws Exception {
        append("a", ENGLISH + "An accommodation was found.");

        assertLike(new TextKey.InBody("acommodation " + "abcdefghij".repeat(2000)));
        assertLike(new TextKey.InBody("acommodation"), 0);
    }

    @Test
    void ofAQuestionThatIsTooLargeWhatHasItExactlyIsFound() throws Exception {
        append("a", ENGLISH + "An accommodation was found.");
        append("b", ENGLISH + "Accommodations were found.");
        assertLike(new TextKey.InBody("accommodation"), 0, 1);
        int clausesMax = IndexSearcher.getMaxClauseCount();
        IndexSearcher.setMaxClauseCount(1);
        try {
            assertLike(new TextKey.InBody("accommodations"), 1);
        } finally {
            IndexSearcher.setMaxClauseCount(clausesMax);
        }
        assertLike(new TextKey.InBody("accommodations"), 1, 0);
    }

    @Test
    void shortMessagesHaveTheFormsOfTheLanguagesThatAreThere() throws Exception {
        append("x", "organisations");
        append("y", ENGLISH + "One organisation.");

        assertLike(new TextKey.InBody("organisation"), 1, 0);
    }

    @Test
    void charactersOfScriptsWithoutSpacesAreARow() throws Exception {
        append("日本語のメール", "東京は晴れ");
        append("本日", "京東");

        assertLike(new TextKey.Anywhere("日本"), 0);
        assertLike(new TextKey.InBody("東京"), 0);
    }

    private void assertLike(TextKey key, int... best) throws Exception {
        assertThat(like(key)).as("%s at once", key).containsExactly(boxed(best));
        catchUp();
        assertThat(like(key)).as("%s, indexed", key).containsExactly(boxed(best));
    }

    private void catchUp() {
        while (!index.isUpToDate()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static Integer[] boxed(int... numbers) {
        return Arrays.stream(numbers).boxed().toArray(Integer[]::new);
    }

    private List<Integer> like(TextKey key) throws Exception {
        MailboxView view = inbox.view();
        BitSet all = new BitSet();
        all.set(0, view.count());
        Ranking ranking = index.like(BOB, inbox, view, key, all);
        List<Integer> positions =
                new ArrayList<>(ranking.positions().stream().boxed().toList());
        positions.sort(Comparator.comparingDouble((Integer position) -> -ranking.score(position)));
        return positions;
    }

    private void append(String subject, String body) throws Exception {
        String message = "Subject: " + subject + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body + "\r\n";
        inbox.append(new Mailbox.NewMessage(
                Content.of(message.getBytes(StandardCharsets.UTF_8)),
                Flags.NONE,
                Optional.empty(),
                Optional.empty(),
                false));
    }
}
