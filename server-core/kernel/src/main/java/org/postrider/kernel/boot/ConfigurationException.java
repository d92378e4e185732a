package org.postrider.kernel.boot;

import java.util.List;
import java.util.stream.Collectors;
import org.postrider.kernel.config.Problems.Problem;

/// The configuration is wrong: all that is, with its places.
public final class ConfigurationException extends Exception {
    private final List<Problem> problems;

    public ConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /// At least one.
    public List<Problem> problems() {
        return problems;
    }
}
