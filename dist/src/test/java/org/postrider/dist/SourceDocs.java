package org.postrider.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The first paragraph of the comment above a class, from its source.
final class SourceDocs {
    private final Path project;

    /// @param project the folder of the whole project
    SourceDocs(Path project) {
        this.project = project;
    }

    String firstParagraph(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".java";
        try (Stream<Path> modules = Files.find(
                project, 5, (path, attributes) -> attributes.isDirectory() && path.endsWith("src/main/java"))) {
            Path source = modules.map(module -> module.resolve(file))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no source of " + type));
            return firstParagraph(Files.readAllLines(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String firstParagraph(List<String> source) {
        List<String> paragraph = new ArrayList<>();
        boolean ended = false;
        for (String line : source) {
            if (line.equals("///")) {
                ended = true;
            } else if (line.startsWith("/// ") && !ended) {
                paragraph.add(line.substring(4));
            } else if (!line.startsWith("///") && !line.startsWith("@") && !paragraph.isEmpty()) {
                break;
            }
        }
        // Links to code say nothing to an administrator but their last name.
        return String.join(" ", paragraph).replaceAll("\\[(?:[\\w.]+[.#])?#?(\\w+)]", "$1");
    }
}
