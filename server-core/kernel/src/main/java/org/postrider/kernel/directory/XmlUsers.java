package org.postrider.kernel.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;

/// The users in XML files: up to a thousand in `conf/users.xml`, the others in `conf/users/00.xml` to `ff.xml`, by a
/// hash
/// of their addresses, so that a change writes a small file, and only that one is read again. Thread-safe.
///
/// An entry counts where it stands; somebody who stands in both is the one of `users.xml`. Other processes may change
/// the files at the same time: under the lock `conf/.directory.lock`, each file replaced as a whole.
public final class XmlUsers implements UserDirectory {
    /// As many stand in `users.xml`.
    static final int ROOT_USERS_MAX = 1000;

    private static final int SHARDS = 256;
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOCK_LOOK = Duration.ofMillis(2);

    private final Path conf;
    private final Path lockFile;
    private final Shard root;
    private final List<Shard> shards;
    /// One of this process at a time; the lock on the file is for the others.
    private final ReentrantLock changing = new ReentrantLock();

    /// @param conf the folder of the files
    public XmlUsers(Path conf) {
        this.conf = conf;
        this.lockFile = conf.resolve(".directory.lock");
        this.root = new Shard(conf.resolve("users.xml"), false);
        this.shards = IntStream.range(0, SHARDS)
                .mapToObj(i -> new Shard(folder(conf).resolve(String.format(Locale.ROOT, "%02x.xml", i)), true))
                .toList();
    }

    private static Path folder(Path conf) {
        return conf.resolve("users");
    }

    /// Finds everything that is wrong with the files.
    public static void check(Path conf, Problems problems) {
        XmlUsers users = new XmlUsers(conf);
        if (Files.isDirectory(folder(conf))) {
            users.shards.forEach(shard -> shard.read(problems));
        }
    }

    @Override
    public Optional<User> find(MailAddress address) {
        return Optional.ofNullable(root.users().get(address))
                .or(() -> Optional.ofNullable(shard(address).users().get(address)));
    }

    @Override
    public void each(Domain domain, Consumer<User> action) {
        Map<MailAddress, User> first = root.users();
        each(first.values(), domain, action);
        for (Shard shard : shards) {
            each(
                    shard.users().values().stream()
                            .filter(user -> !first.containsKey(user.address()))
                            .toList(),
                    domain,
                    action);
        }
    }

    private static void each(Collection<User> users, Domain domain, Consumer<User> action) {
        users.stream()
                .filter(user -> user.address().domain().equals(domain))
                .sorted((one, other) -> one.address().compareTo(other.address()))
                .forEach(action);
    }

    @Override
    public boolean isChangeable() {
        return true;
    }

    @Override
    public void change(List<MailAddress> addresses, Change change) {
        changing.lock();
        try {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = lock(channel)) {
                Objects.requireNonNull(lock);
                changeLocked(addresses, change);
            }
        } catch (IOException e) {
            throw new DirectoryUnavailableException("the users in " + conf + " cannot be changed: " + e, e);
        } finally {
            changing.unlock();
        }
    }

    // To another directory of the same process on the same files it is refused, instead of waited for.
    private static FileLock lock(FileChannel channel) throws IOException {
        long end = System.nanoTime() + LOCK_LIMIT.toNanos();
        while (true) {
            try {
                return channel.lock();
            } catch (OverlappingFileLockException e) {
                if (System.nanoTime() - end > 0) {
                    throw new IOException("somebody else has been changing them for long", e);
                }
                LockSupport.parkNanos(LOCK_LOOK.toNanos());
            }
        }
    }

    // The shards are written before users.xml: what moves there is for a moment in both, never in none.
    private void changeLocked(List<MailAddress> addresses, Change change) throws IOException {
        Changing files = new Changing(root.fresh());
        for (MailAddress address : addresses) {
            Optional<User> before = files.find(address);
            Optional<User> after = change.apply(address, before);
            if (!after.equals(before)) {
                files.put(address, after);
            }
        }
        files.write();
    }

    private Shard shard(MailAddress address) {
        int hash = address.hashCode();
        // What differs in the last characters alone differs in the lowest bits alone.
        return shards.get((hash * 0x9E3779B9) >>> 24);
    }

    /// Files as they will be. Confined to one thread.
    private final class Changing {
        private final Map<MailAddress, User> top;
        private final Map<Shard, Map<MailAddress, User>> others = new LinkedHashMap<>();
        private final Set<Shard> changed = new LinkedHashSet<>();
        private boolean topChanged;
        // Until then all are in users.xml, where whoever edits it by hand finds them.
        private boolean sharded;

        Changing(Map<MailAddress, User> top) {
            this.top = new TreeMap<>(top);
            this.sharded = shards.stream().anyMatch(shard -> Files.exists(shard.file));
            if (top.size() > ROOT_USERS_MAX) {
                sharded = true;
                top.forEach((address, user) -> putElsewhere(address, Optional.of(user)));
                this.top.clear();
                topChanged = true;
            }
        }

        private Map<MailAddress, User> shardOf(MailAddress address) {
            return others.computeIfAbsent(shard(address), shard -> new TreeMap<>(shard.fresh()));
        }

        Optional<User> find(MailAddress address) {
            return Optional.ofNullable(top.get(address))
                    .or(() -> Optional.ofNullable(shardOf(address).get(address)));
        }

        void put(MailAddress address, Optional<User> user) {
            boolean inTop = top.containsKey(address);
            sharded |= top.size() >= ROOT_USERS_MAX;
            if (user.isEmpty()) {
                topChanged |= top.remove(address) != null;
                putElsewhere(address, user);
            } else if (inTop || !sharded) {
                top.put(address, user.get());
                topChanged = true;
            } else {
                putElsewhere(address, user);
            }
        }

        private void putElsewhere(MailAddress address, Optional<User> user) {
            Map<MailAddress, User> users = shardOf(address);
            Optional<User> before =
                    Optional.ofNullable(user.isPresent() ? users.put(address, user.get()) : users.remove(address));
            if (!before.equals(user)) {
                changed.add(shard(address));
            }
        }

        void write() throws IOException {
            if (!changed.isEmpty()) {
                Files.createDirectories(
                        folder(conf),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            for (Shard shard : changed) {
                DirectoryXml.writeUsers(
                        shard.file, others.getOrDefault(shard, Map.of()).values());
                shard.forget();
            }
            if (topChanged) {
                DirectoryXml.writeUsers(root.file, top.values());
                root.forget();
            }
        }
    }

    /// One file.
    private static final class Shard {
        private final Path file;
        private final boolean mayBeMissing;
        private final ReloadingFile<Map<MailAddress, User>> reloading;

        Shard(Path file, boolean mayBeMissing) {
            this.file = file;
            this.mayBeMissing = mayBeMissing;
            this.reloading = new ReloadingFile<>(file, this::read);
        }

        Map<MailAddress, User> users() {
            try {
                return reloading.value();
            } catch (IllegalStateException e) {
                throw new DirectoryUnavailableException(String.valueOf(e.getMessage()), e);
            }
        }

        void forget() {
            reloading.forget();
        }

        /// As the file is at this moment, whoever wrote it.
        Map<MailAddress, User> fresh() {
            Problems problems = new Problems();
            Optional<Map<MailAddress, User>> read = read(problems);
            if (!problems.isEmpty()) {
                throw new DirectoryUnavailableException(String.join(
                        System.lineSeparator(),
                        problems.list().stream().map(Objects::toString).toList()));
            }
            return read.orElseThrow();
        }

        Optional<Map<MailAddress, User>> read(Problems problems) {
            if (mayBeMissing && Files.notExists(file)) {
                return Optional.of(Map.of());
            }
            Optional<Map<MailAddress, User>> written = WrittenUsers.read(file);
            if (written.isPresent()) {
                return written;
            }
            return new ConfigReader()
                    .read(file, problems)
                    .flatMap(
                            root -> new RecordBinder(file.resolveSibling("..")).bind(root, UsersConfig.class, problems))
                    .map(Shard::byAddress);
        }

        private static Map<MailAddress, User> byAddress(UsersConfig config) {
            Map<MailAddress, User> users = new LinkedHashMap<>();
            for (UsersConfig.UserEntry entry : config.user()) {
                users.put(entry.address(), entry.user());
            }
            return Map.copyOf(users);
        }
    }
}
