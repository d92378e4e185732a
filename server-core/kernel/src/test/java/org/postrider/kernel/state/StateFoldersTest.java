package org.postrider.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.state.StateTable;
import org.postrider.kernel.rehearsal.Rehearsal;

/// What plugins remember, in files.
class StateFoldersTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsKeptIsThereAfterARestart() throws Exception {
        try (StateFolders first = new StateFolders(folder)) {
            StateTable table = first.of("lists").table("people", 10);
            table.put("ann @ example", "1 é\n2");
            table.put("bob", "");
            table.put("carol", "x");
            table.remove("carol");
            table.update("bob", before -> before.map(text -> text + "more"));
        }
        try (StateFolders second = new StateFolders(folder)) {
            assertThat(second.of("lists").table("people", 10).entries())
                    .containsExactly(
                            java.util.Map.entry("ann @ example", "1 é\n2"), java.util.Map.entry("bob", "more"));
            assertThat(second.of("others").table("people", 10).entries()).isEmpty();
        }
    }

    @Test
    void whatACrashTearsIsLeftOutAndADamagedLineIsPassedOver() throws Exception {
        try (StateFolders first = new StateFolders(folder)) {
            first.of("p").table("t", 10).put("a", "1");
        }
        Path file = folder.resolve("p/t.state");
        Files.writeString(file, "nonsense\n+b 2\n+c 3", StandardOpenOption.APPEND);
        try (StateFolders second = new StateFolders(folder)) {
            StateTable table = second.of("p").table("t", 10);
            assertThat(table.entries()).containsOnlyKeys("a", "b");
            table.put("d", "4");
        }
        try (StateFolders third = new StateFolders(folder)) {
            assertThat(third.of("p").table("t", 10).entries()).containsOnlyKeys("a", "b", "d");
        }
    }

    @Test
    void aFullTableLetsGoOfWhatWasChangedLongestAgo() throws Exception {
        try (StateFolders folders = new StateFolders(folder)) {
            StateTable table = folders.of("p").table("t", 2);
            table.put("a", "1");
            table.put("b", "2");
            assertThat(table.isFull()).isTrue();
            table.put("a", "3");
            table.put("c", "4");
            assertThat(table.entries()).containsOnlyKeys("a", "c");
        }
    }

    @Test
    void theFileDoesNotGrowWithTheNumberOfChanges() throws Exception {
        try (StateFolders folders = new StateFolders(folder)) {
            StateTable table = folders.of("p").table("t", 5);
            for (int i = 0; i < 20_000; i++) {
                table.put("key" + i % 7, Integer.toString(i));
            }
            table.force();
            assertThat(Files.size(folder.resolve("p/t.state"))).isLessThan(30_000);
            assertThat(table.get("key" + 19_999 % 7)).isEqualTo(Optional.of("19999"));
        }
        try (StateFolders folders = new StateFolders(folder)) {
            assertThat(folders.of("p").table("t", 5).entries()).hasSize(5).containsValue("19999");
        }
    }

    @Test
    void inARehearsalNothingIsNoted() throws Exception {
        try (StateFolders folders = new StateFolders(folder)) {
            StateTable table = folders.of("test").table("known", 10);
            table.put("old", "1");
            Rehearsal rehearsal = new Rehearsal();
            rehearsal.run(() -> {
                table.put("new", "2");
                table.remove("old");
                return table.update("old", before -> before.map(text -> text + "1"));
            });
            assertThat(table.entries()).containsExactly(Map.entry("old", "1"));
            assertThat(rehearsal.takeNotes())
                    .containsExactly(
                            "notes 'new' in known.state", "forgets 'old' in known.state", "notes 'old' in known.state");
        }
    }

    @Test
    void aNameIsNoPath() {
        assertThatThrownBy(() -> new StateFolders(folder).of("p").table("../x", 5))
                .hasMessageContaining("no name");
    }
}
