package org.postrider.kernel.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// Names one run of the operating system. What a killed process had written is still there as long as this is the same;
/// after a power failure or reboot only what was forced is certain.
record BootId(long high, long low) {
    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    /// The present run's; where the system does not tell, a new one, so that nothing is taken for certain.
    static BootId current() {
        UUID id;
        try {
            id = UUID.fromString(Files.readString(LINUX).strip());
        } catch (IOException | IllegalArgumentException e) {
            id = UUID.randomUUID();
        }
        return new BootId(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
