package org.postrider.dist.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.postrider.api.config.ByteSize;

/// Whether there is room for mail: octets and inodes.
final class DiskCheck implements Check {
    private static final int PERCENT = 100;
    private static final int FREE_PERCENT_MIN = 10;
    private static final int INODES_USED_MAX = 90;
    private static final long DF_LIMIT_SECONDS = 10;

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public List<Finding> examine(Patient patient) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Set<FileStore> seen = new HashSet<>();
        for (Path folder : List.of(
                patient.settings().spool(),
                patient.home().resolve("mail"),
                patient.home().resolve("log"),
                patient.home().resolve("state"))) {
            if (Files.isDirectory(folder) && seen.add(Files.getFileStore(folder))) {
                findings.add(octets(
                        folder, Files.getFileStore(folder), patient.settings().diskFreeMin()));
                inodes(folder, findings);
            }
        }
        return findings;
    }

    private static Finding octets(Path folder, FileStore disk, ByteSize least) throws IOException {
        long free = disk.getUsableSpace();
        long percent = disk.getTotalSpace() == 0 ? PERCENT : PERCENT * free / disk.getTotalSpace();
        String what = "on the disk of " + folder + " " + free / (1024 * 1024) + " MiB are free (" + percent + " %)";
        String mend = "make room: old logs, mail of users who left; or enlarge the disk";
        if (free < least.octets()) {
            return Finding.fault(what + ", less than diskFreeMin: senders are asked to come again", mend);
        }
        return percent < FREE_PERCENT_MIN || free < 4 * least.octets() ? Finding.warning(what, mend) : Finding.ok(what);
    }

    private static void inodes(Path folder, List<Finding> findings) throws IOException {
        OptionalInt used = inodesUsed(folder);
        if (used.isPresent() && used.getAsInt() > INODES_USED_MAX) {
            findings.add(
                    Finding.fault(
                            used.getAsInt() + " % of the inodes of the disk of " + folder + " are used",
                            "a Maildir needs an inode for each message: remove files, or move mail to a disk with more (mkfs -N)"));
        }
    }

    // Java does not tell of inodes.
    private static OptionalInt inodesUsed(Path folder) throws IOException {
        Path df = Path.of("/bin/df");
        if (!Files.isExecutable(df)) {
            return OptionalInt.empty();
        }
        Process process = new ProcessBuilder(df.toString(), "-iP", folder.toString())
                .redirectErrorStream(true)
                .start();
        try {
            if (!process.waitFor(DF_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                return OptionalInt.empty();
            }
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String[] cells = text.substring(text.indexOf('\n') + 1).strip().split("\\s+");
            // Some file systems have no number of inodes: "-".
            return cells.length > 4 && cells[4].matches("\\d{1,3}%")
                    ? OptionalInt.of(Integer.parseInt(cells[4].substring(0, cells[4].length() - 1)))
                    : OptionalInt.empty();
        } catch (InterruptedException e) {
            throw new IOException("df was not waited for", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
