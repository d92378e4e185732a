package org.postrider.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The first paragraph of the comment above a class, from its source.
final class SourceDocs {
    private static final Pattern MATCH = Pattern.compile("`match=\"([^\"]*)\"`");

    private final Path project;

    /// @param project the folder of the whole project
    SourceDocs(Path project) {
        this.project = project;
    }

    String firstParagraph(Class<?> type) {
        return firstParagraph(source(type));
    }

    /// The XML between ``` in the comment above a class.
    List<String> examples(Class<?> type) {
        List<String> examples = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        boolean inside = false;
        for (String line : comment(source(type))) {
            if (line.startsWith("```")) {
                if (inside) {
                    examples.add(open.toString().stripTrailing());
                    open.setLength(0);
                }
                inside = !inside && line.equals("```xml");
            } else if (inside) {
                open.append(line).append('\n');
            }
        }
        return examples;
    }

    /// The uses of a matcher in the comment above it: `match="Name=condition"`.
    List<String> conditions(Class<?> type) {
        return MATCH.matcher(String.join(" ", comment(source(type))))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private List<String> source(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".java";
        try (Stream<Path> modules = Files.find(
                project, 5, (path, attributes) -> attributes.isDirectory() && path.endsWith("src/main/java"))) {
            Path source = modules.map(module -> module.resolve(file))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no source of " + type));
            return Files.readAllLines(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> comment(List<String> source) {
        List<String> comment = new ArrayList<>();
        for (String line : source) {
            if (line.startsWith("///")) {
                comment.add(line.substring(Math.min(4, line.length())));
            } else if (!comment.isEmpty()) {
                break;
            }
        }
        return comment;
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
