package org.postrider.dist.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;

/// Finds and reads the cases of a folder.
final class CaseFiles {
    static final int CASES_MAX = 10_000;

    private CaseFiles() {}

    /// The cases in the `.xml` files below `folder`, in the order of their paths. What is wrong becomes a problem.
    static List<Found> read(Path folder, Problems problems) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.getFileName().toString().endsWith(".xml"))
                    .sorted()
                    .limit(CASES_MAX + 1L)
                    .toList();
        }
        if (files.size() > CASES_MAX) {
            throw new IOException(folder + " has more than " + CASES_MAX + " cases; run its folders one by one");
        }
        ConfigReader reader = new ConfigReader();
        RecordBinder binder = new RecordBinder(folder);
        List<Found> found = new ArrayList<>();
        for (Path file : files) {
            reader.read(file, problems)
                    .filter(root -> isCase(root, problems))
                    .flatMap(root -> binder.bind(root, PipelineCase.class, problems))
                    .ifPresent(each -> found.add(new Found(file, each)));
        }
        return found;
    }

    private static boolean isCase(org.postrider.kernel.config.ConfigElement root, Problems problems) {
        if (!root.name().equals("case")) {
            problems.add(root.location(), "<" + root.name() + "> is no case; a case begins with <case name=\"...\">");
            return false;
        }
        return true;
    }

    record Found(Path file, PipelineCase rule) {
        /// The message's file.
        Path message() {
            return file.resolveSibling(rule.file().orElseThrow())
                    .toAbsolutePath()
                    .normalize();
        }
    }
}
