package org.postrider.dist.doctor;

import java.io.IOException;
import java.util.List;

/// Looks at one thing.
interface Check {
    /// What it looks at, in a word or two.
    String name();

    /// @throws IOException where it cannot look; its message says why
    List<Finding> examine(Patient patient) throws IOException;
}
