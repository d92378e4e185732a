package org.postrider.api.repository;

import java.util.List;
import java.util.regex.Pattern;

/// The name of a repository: one to five words of `A-Z a-z 0-9 . _ -` between slashes, such as `error` or
/// `var/mail/spam`.
///
/// @param name without `file://`, or the scheme of another store of Apache James, and slashes at its ends, with which
/// it
///     may be written
public record RepositoryName(String name) {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");
    private static final int WORDS_MAX = 5;

    public RepositoryName {
        name = name.strip().replaceFirst("^[a-z]+:/+", "").replaceAll("^/+|/+$", "");
        List<String> words = List.of(name.split("/", -1));
        if (words.size() > WORDS_MAX
                || !words.stream().allMatch(word -> WORD.matcher(word).matches())) {
            throw new IllegalArgumentException("'" + name
                    + "' is no name of a repository: one to five words of A-Z a-z 0-9 . _ - between slashes");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
