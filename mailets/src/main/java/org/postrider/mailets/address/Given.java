package org.postrider.mailets.address;

import java.util.List;

/// Checks what was given to a matcher.
final class Given {
    private Given() {}

    /// @throws IllegalArgumentException where there is none
    static <T> List<T> some(List<T> values, String example) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("say which: " + example);
        }
        return List.copyOf(values);
    }
}
