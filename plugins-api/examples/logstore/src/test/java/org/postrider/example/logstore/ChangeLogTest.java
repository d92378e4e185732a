package org.postrider.example.logstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeLogTest {
    private static final Change ONE = Change.of("one", "two words", "", "Ä\n%");
    private static final Change TWO = Change.of("two", 2);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeTwoThingsAndOne() throws IOException {
        file = folder.resolve("changes");
        try (ChangeLog log = ChangeLog.open(file, _ -> {})) {
            log.append(List.of(ONE, TWO), true);
            log.append(List.of(ONE), false);
        }
    }

    @Test
    void whatWasWrittenIsReadInItsOrder() throws IOException {
        assertThat(read()).containsExactly(ONE, TWO, ONE);
    }

    @Test
    void whereverAWriteWasCutOffNothingOfItIsLeftAndTheNextOneIsGood() throws IOException {
        String text = Files.readString(file);
        int end = text.indexOf('\n', text.indexOf(". ")) + 1;
        byte[] whole = Files.readAllBytes(file);
        for (int length = end; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThat(read()).as("%d octets", length).containsExactly(ONE, TWO);
            try (ChangeLog log = ChangeLog.open(file, _ -> {})) {
                log.append(List.of(TWO), false);
            }
            assertThat(read()).as("%d octets", length).containsExactly(ONE, TWO, TWO);
        }
    }

    @Test
    void damageInTheMiddleIsToldAndNothingIsCutOff() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        whole[new Random(1).nextInt(10)] ^= 1;
        Files.write(file, whole);

        assertThatThrownBy(this::read).hasMessageContaining("is damaged behind its octet 0");
        assertThat(file).hasSize(whole.length);
    }

    @Test
    void aShorterOneTakesItsPlace() throws IOException {
        try (ChangeLog log = ChangeLog.open(file, _ -> {})) {
            log.replace(List.of(TWO));
            log.append(List.of(ONE), true);
        }
        assertThat(read()).containsExactly(TWO, ONE);
        Files.write(file, "rubbish".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
        assertThat(read()).containsExactly(TWO, ONE);
    }

    private List<Change> read() throws IOException {
        List<Change> all = new ArrayList<>();
        ChangeLog.open(file, all::add).close();
        return all;
    }
}
