package org.postrider.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The list of RFCs and what the sources cite agree, and the page on protocols is made of the list:
/// `mvn -pl dist -am test -Dtest=RfcIndexTest -Dupdate` writes it again.
class RfcIndexTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGE = PROJECT.resolve("docs/protocol-support.md");
    private static final List<String> MODULES = List.of("plugins-api", "protocols", "mailets", "server-core", "dist");
    private static final Pattern SOURCE = Pattern.compile(".*\\.(java|smtp|lmtp|imap|pop3)");
    private static final Pattern CITATION = Pattern.compile("RFC (\\d+)");
    private static final boolean UPDATE = System.getProperty("update") != null;

    @Test
    void everyCitedRfcIsListedAndEverySupportedOneIsCited() throws IOException {
        List<Row> rows = rows();
        Set<Integer> cited = cited();

        assertThat(rows.stream().map(Row::number).toList()).isSorted().doesNotHaveDuplicates();
        assertThat(rows.stream().map(Row::number).toList()).containsAll(cited);
        assertThat(cited)
                .containsAll(rows.stream()
                        .filter(row -> row.support().equals("yes"))
                        .map(Row::number)
                        .toList());
        assertThat(rows).allMatch(row -> Set.of("yes", "partial", "no").contains(row.support()));
        assertThat(rows)
                .noneMatch(row -> row.support().equals("partial") && row.note().isEmpty());
    }

    @Test
    void thePageOnProtocolsIsMadeOfTheList() throws IOException {
        String page =
                "# Protocol support\n\nMade of `docs/rfc/index.tsv`. The sources cite the section where each rule is"
                        + " implemented; tests cite it where they hold it.\n\n| RFC | | |\n|---|---|---|\n"
                        + rows().stream()
                                .map(row -> "| [%1$d](https://www.rfc-editor.org/rfc/rfc%1$d) %2$s | %3$s | %4$s |\n"
                                        .formatted(row.number(), row.title(), row.support(), row.note()))
                                .collect(Collectors.joining());
        if (UPDATE) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("made by: mvn -pl dist -am test -Dtest=RfcIndexTest -Dupdate")
                .hasContent(page);
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(PROJECT.resolve("docs/rfc/index.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .map(cells -> new Row(Integer.parseInt(cells[0]), cells[1], cells[2], cells[3]))
                .toList();
    }

    private static Set<Integer> cited() throws IOException {
        SortedSet<Integer> cited = new TreeSet<>();
        for (String module : MODULES) {
            Files.walkFileTree(PROJECT.resolve(module), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return folder.endsWith("target") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (SOURCE.matcher(file.toString()).matches()) {
                        Matcher matcher = CITATION.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
                        while (matcher.find()) {
                            cited.add(Integer.parseInt(matcher.group(1)));
                        }
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return cited;
    }

    private record Row(int number, String title, String support, String note) {}
}
