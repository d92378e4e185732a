package org.postrider.dist.doctor;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Whether mail, keys and password hashes are the server's alone, and all files its own.
final class PermissionCheck implements Check {
    private static final int FILES_MAX = 20_000;
    private static final int FINDINGS_MAX = 20;
    /// Mail itself may be many files, and their folders guard them.
    private static final List<String> FOLDERS = List.of("conf", "keys", "state", "spool", "run", "plugins");
    private static final List<String> GUARDS = List.of("mail", "log", "repositories", "search");

    @Override
    public String name() {
        return "files";
    }

    @Override
    public List<Finding> examine(Patient patient) throws IOException {
        Path home = patient.home();
        Look look = new Look(Files.getOwner(home));
        boolean closed = !open(home);
        look.closed = closed;
        for (String folder : FOLDERS) {
            if (Files.exists(home.resolve(folder))) {
                Files.walkFileTree(home.resolve(folder), look);
            }
        }
        Path key = patient.settings().tls().key();
        if (Files.exists(key)) {
            look.file(key, key.startsWith(home) && closed);
        }
        for (String folder : GUARDS) {
            if (Files.exists(home.resolve(folder))) {
                look.file(home.resolve(folder), closed);
            }
        }
        List<Finding> findings = new ArrayList<>(look.findings);
        if (look.left > 0) {
            findings.add(Finding.note(
                    look.left + " further files have the same faults", "mend all at once, and look again"));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(home + " belongs to " + look.owner.getName() + " alone"));
        }
        return findings;
    }

    private static boolean open(Path file) throws IOException {
        Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        boolean folder = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
        return granted.contains(PosixFilePermission.OTHERS_WRITE)
                || granted.contains(folder ? PosixFilePermission.OTHERS_EXECUTE : PosixFilePermission.OTHERS_READ);
    }

    /// Confined to one thread.
    private static final class Look extends SimpleFileVisitor<Path> {
        private final UserPrincipal owner;
        private final List<Finding> findings = new ArrayList<>();
        private boolean closed;
        private int visited;
        private int left;

        Look(UserPrincipal owner) {
            this.owner = owner;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            file(folder, closed);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            file(file, closed);
            return ++visited > FILES_MAX ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        // Those that vanish while one looks are no fault.
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            return FileVisitResult.CONTINUE;
        }

        /// @param guarded whether a folder above it keeps others out
        void file(Path file, boolean guarded) throws IOException {
            PosixFileAttributes attributes;
            try {
                attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            } catch (java.nio.file.NoSuchFileException e) {
                return;
            }
            if (attributes.isSymbolicLink()) {
                return;
            }
            if (!attributes.owner().equals(owner)) {
                add(Finding.fault(
                        file + " belongs to " + attributes.owner().getName() + ", not to " + owner.getName()
                                + " as the home does",
                        "chown -R " + owner.getName() + " " + file));
            }
            boolean secret = !file.getFileName().toString().matches("certificate\\.pem|.*\\.xsd");
            if (secret && !guarded && open(file)) {
                add(Finding.fault(file + " can be read by every user of this host", "chmod -R o-rwx " + file));
            } else if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
                add(Finding.fault(file + " can be written by every user of this host", "chmod o-w " + file));
            }
        }

        private void add(Finding finding) {
            if (findings.size() < FINDINGS_MAX) {
                findings.add(finding);
            } else {
                left++;
            }
        }
    }
}
