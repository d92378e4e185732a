package org.postrider.dist.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A root folder of its own for a program of a Debian package that is not installed: mail servers of Debian exclude
/// each
/// other. It has the package's files, the libraries that they need, and a few users; the network is this host's.
final class Jail implements AutoCloseable {
    /// Where the packages lie, as `.ci/run` fetches them.
    private static final Path PACKAGES =
            Path.of(System.getenv().getOrDefault("POSTRIDER_PEERS", "/var/cache/postrider-peers"));

    private static final String USERS = """
            root:x:0:0::/:/bin/sh
            Debian-exim:x:4001:4001::/var/spool/exim4:/bin/sh
            friend:x:4002:4002::/home/friend:/bin/sh
            opensmtpd:x:4003:4003::/var/lib/opensmtpd/empty:/bin/sh
            opensmtpq:x:4004:4004::/var/lib/opensmtpd/empty:/bin/sh
            """;

    private static final String GROUPS = """
            root:x:0:
            mail:x:8:
            Debian-exim:x:4001:
            friend:x:4002:
            opensmtpd:x:4003:
            opensmtpq:x:4004:
            """;

    private final Path root;
    private @Nullable Process process;

    private Jail(Path root) {
        this.root = root;
    }

    /// Skips the test where the packages are not there.
    ///
    /// @param programs of the packages, whose libraries are needed
    static Jail create(Path root, List<String> packages, List<String> programs) throws IOException {
        Peers.needRoot();
        Jail jail = new Jail(Files.createDirectories(root));
        for (String each : packages) {
            Commands.shell("dpkg-deb -x " + archive(each) + " " + root);
        }
        for (String folder : List.of("etc", "dev", "tmp", "run", "bin", "home/friend")) {
            Files.createDirectories(root.resolve(folder));
        }
        jail.write("etc/passwd", USERS);
        jail.write("etc/group", GROUPS);
        jail.write("etc/shadow", "root:*:19000::::::\nfriend:*:19000::::::\n");
        jail.write("etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files\n");
        jail.write("etc/hosts", "127.0.0.1 localhost\n");
        Commands.shell("cp -a /dev/null /dev/urandom /dev/random " + root + "/dev/; cp -L /bin/sh " + root
                + "/bin/; chown 4002:4002 " + root + "/home/friend");
        jail.copyLibraries("/bin/sh");
        for (String program : programs) {
            jail.copyLibraries(program);
        }
        return jail;
    }

    private static Path archive(String name) throws IOException {
        if (Files.isDirectory(PACKAGES)) {
            try (Stream<Path> files = Files.list(PACKAGES)) {
                var found = files.filter(file -> file.getFileName().toString().startsWith(name + "_"))
                        .findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        String missing = PACKAGES + " has no package " + name + "; fetch it with: cd " + PACKAGES
                + " && apt-get download " + name;
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(missing + " (CI=true allows no skipping)");
        }
        assumeTrue(false, missing);
        throw new IllegalStateException("not reached");
    }

    private void copyLibraries(String program) {
        Commands.shell("ldd " + root + program + " | grep -o '/[^ ]*' | grep -v ':$' | sort -u | while read -r file; do"
                + " mkdir -p " + root + "$(dirname \"$file\"); cp -L \"$file\" " + root + "\"$file\"; done");
    }

    /// Puts a file there, with its folders.
    void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /// Puts `etc/key.pem` and `etc/cert.pem` there.
    void makeCertificate(String host, int owner) {
        Commands.shell("cd " + root + "/etc; openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=" + host
                + " -keyout key.pem -out cert.pem 2>/dev/null; chmod 600 key.pem; chown " + owner + " key.pem");
    }

    /// Runs a shell script in the folder, as root of this host.
    void prepare(String script) {
        Commands.shell("cd " + root + "; " + script);
    }

    /// Runs a program that stays, with the folder as its root.
    void run(List<String> command) throws IOException {
        List<String> all = Stream.concat(Stream.of("chroot", root.toString()), command.stream())
                .toList();
        process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("tmp/output").toFile())
                .start();
    }

    /// What the program said, for messages of tests.
    String output() throws IOException {
        return Files.readString(root.resolve("tmp/output"));
    }

    /// All files below that folder, one after another.
    String read(String folder) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Override
    public void close() {
        Process running = process;
        if (running == null) {
            return;
        }
        List<ProcessHandle> children = running.descendants().toList();
        running.destroy();
        try {
            if (!running.waitFor(30, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
