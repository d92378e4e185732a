package org.postrider.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.state.ExpiringTable;
import org.postrider.api.state.ExpiringTable.Entry;
import org.postrider.testkit.MutableClock;

class ExpiringFilesTest {
    @TempDir
    private Path folder;

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");

    @Test
    void remembersAcrossRestarts() {
        Instant until = clock.instant().plus(Duration.ofHours(1));
        try (ExpiringFiles state = files()) {
            ExpiringTable table = state.table("greylist", 10);
            table.put("a key with\nline breaks, \u00fc", "value 1", until);
            table.put("gone", "x", clock.instant().plus(Duration.ofMinutes(1)));
            assertThat(state.table("greylist", 10)).isSameAs(table);
        }
        clock.advance(Duration.ofMinutes(2));
        try (ExpiringFiles state = files()) {
            ExpiringTable table = state.table("greylist", 10);
            assertThat(table.get("a key with\nline breaks, \u00fc")).contains(new Entry("value 1", until));
            assertThat(table.keys()).hasSize(1);
        }
    }

    // Before, one text of all of it had to fit into memory, and nobody could use the table while it was made.
    @Test
    void aTableOfManyEntriesIsWrittenWhole() {
        Instant until = clock.instant().plus(Duration.ofHours(1));
        try (ExpiringFiles state = files()) {
            ExpiringTable table = state.table("t", 20_000);
            for (int i = 0; i < 20_000; i++) {
                table.put("key " + i + " \u00fc", "value " + i, until);
            }
        }
        try (ExpiringFiles state = files()) {
            ExpiringTable table = state.table("t", 20_000);
            assertThat(table.keys()).hasSize(20_000);
            assertThat(table.get("key 19999 \u00fc")).contains(new Entry("value 19999", until));
        }
    }

    @Test
    void forgetsWhenTheTimeIsOver() {
        ExpiringTable table = files().table("t", 10);
        table.put("k", "v", clock.instant().plusSeconds(5));
        clock.advance(Duration.ofSeconds(4));
        assertThat(table.get("k")).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(table.get("k")).isEmpty();
        assertThat(table.keys()).isEmpty();
        table.update("k", old -> {
            assertThat(old).isEmpty();
            return Optional.empty();
        });
    }

    @Test
    void forgetsWhatWasTouchedLongestAgoWhereItIsFull() {
        ExpiringTable table = files().table("t", 3);
        Instant until = clock.instant().plusSeconds(60);
        for (String key : "a b c".split(" ")) {
            table.put(key, "", until);
        }
        table.put("a", "again", until);
        table.put("d", "", until);
        assertThat(table.keys()).containsExactly("c", "a", "d");
    }

    @Test
    void aDamagedFileIsPassedOver() throws IOException {
        Files.writeString(
                folder.resolve("t.state"), "postrider-state 1\nnonsense\n99999999999999 k v\nx y z\n1 %zz v\n");
        assertThat(files().table("t", 10).keys()).containsExactly("k");
        Files.writeString(folder.resolve("other.state"), "something else\n");
        assertThat(files().table("other", 10).keys()).isEmpty();
    }

    @Test
    void namesAreFileNames() {
        assertThatThrownBy(() -> files().table("../x", 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files().table("x", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private ExpiringFiles files() {
        return new ExpiringFiles(folder, clock);
    }
}
