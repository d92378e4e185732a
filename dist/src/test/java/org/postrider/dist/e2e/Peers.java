package org.postrider.dist.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Other people's programs that tests talk to. Where one is not installed its tests are skipped; in continuous
/// integration (`CI=true`) that is a failure.
final class Peers {
    private static final List<Path> FOLDERS =
            List.of(Path.of("/usr/local/sbin"), Path.of("/usr/local/bin"), Path.of("/usr/sbin"), Path.of("/usr/bin"));

    private Peers() {}

    static void need(String program) {
        boolean there = FOLDERS.stream().anyMatch(folder -> Files.isExecutable(folder.resolve(program)));
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(program + " is not installed, and CI=true allows no skipping");
        }
        assumeTrue(there, program + " is not installed");
    }

    static void needRoot() {
        boolean root = "root".equals(System.getProperty("user.name"));
        if (!root && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("this test needs root, and CI=true allows no skipping");
        }
        assumeTrue(root, "this peer runs as root only");
    }
}
