package org.postrider.kernel.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.directory.DomainsConfig.DomainEntry;
import org.postrider.kernel.directory.DomainsConfig.RelayEntry;
import org.postrider.kernel.directory.UsersConfig.UserEntry;

/// Changes `domains.xml` and `users.xml`, as the command line does: under a lock, each file replaced as a whole, so
/// that
/// neither a crash nor another command at the same time leaves half a file. A running server sees the change at once.
public final class DirectoryFiles {
    private final Path domainsFile;
    private final Path usersFile;
    private final Path lockFile;
    /// The lock on the file is between processes; it is refused to a second thread of the same.
    private final ReentrantLock changing = new ReentrantLock();

    /// @param conf the folder of the files
    public DirectoryFiles(Path conf) {
        this.domainsFile = conf.resolve("domains.xml");
        this.usersFile = conf.resolve("users.xml");
        this.lockFile = conf.resolve(".directory.lock");
    }

    /// All local domains, sorted.
    public List<Domain> domains() throws DirectoryChangeException, IOException {
        return domainEntries().stream().map(DomainEntry::name).toList();
    }

    /// The domains of other hosts for which mail is taken, sorted.
    public List<RelayEntry> relays() throws DirectoryChangeException {
        return read(domainsFile, DomainsConfig.class).relay().stream()
                .sorted(Comparator.comparing(RelayEntry::name))
                .toList();
    }

    private List<DomainEntry> domainEntries() throws DirectoryChangeException {
        return read(domainsFile, DomainsConfig.class).domain().stream()
                .sorted(Comparator.comparing(DomainEntry::name))
                .toList();
    }

    /// All accounts, sorted.
    public List<UserEntry> users() throws DirectoryChangeException, IOException {
        return read(usersFile, UsersConfig.class).user().stream()
                .sorted((one, other) -> one.address().compareTo(other.address()))
                .toList();
    }

    public void addDomain(Domain domain) throws DirectoryChangeException, IOException {
        locked(() -> {
            List<DomainEntry> changed = new ArrayList<>(domainEntries());
            checkNew(domain);
            changed.add(new DomainEntry(domain, Optional.empty(), Optional.empty(), Optional.empty()));
            DirectoryXml.writeDomains(domainsFile, changed, relays());
        });
    }

    /// From now on mail for the domain is taken from everybody and handed on.
    ///
    /// @param recipients the file with its addresses; empty for all
    public void addRelay(Domain domain, Optional<Path> recipients) throws DirectoryChangeException, IOException {
        locked(() -> {
            checkNew(domain);
            if (recipients.isPresent()) {
                Problems problems = new Problems();
                var _ = AddressList.read(recipients.get(), problems);
                checkNone(problems);
            }
            List<RelayEntry> changed = new ArrayList<>(relays());
            changed.add(new RelayEntry(domain, recipients));
            DirectoryXml.writeDomains(domainsFile, domainEntries(), changed);
        });
    }

    private void checkNew(Domain domain) throws DirectoryChangeException, IOException {
        check(!domains().contains(domain), domain + " is a local domain already");
        check(
                relays().stream().noneMatch(entry -> entry.name().equals(domain)),
                domain + " is a domain of another host for which mail is taken; remove it first: postrider domain"
                        + " remove " + domain);
    }

    public void removeDomain(Domain domain) throws DirectoryChangeException, IOException {
        locked(() -> {
            List<DomainEntry> changed = new ArrayList<>(domainEntries());
            List<RelayEntry> relays = new ArrayList<>(relays());
            long users = users().stream()
                    .filter(user -> user.address().domain().equals(domain))
                    .count();
            check(users == 0, domain + " still has " + users + " users; remove them first: postrider user remove");
            check(
                    changed.removeIf(entry -> entry.name().equals(domain))
                            || relays.removeIf(entry -> entry.name().equals(domain)),
                    domain + " is no local domain; see: postrider domain list");
            DirectoryXml.writeDomains(domainsFile, changed, relays);
        });
    }

    public void addUser(MailAddress address, String password) throws DirectoryChangeException, IOException {
        Credentials credentials = credentials(password);
        locked(() -> {
            List<UserEntry> changed = new ArrayList<>(users());
            check(
                    domains().contains(address.domain()),
                    address.domain() + " is no local domain; add it first: postrider domain add " + address.domain());
            check(
                    changed.stream().noneMatch(user -> user.address().equals(address)),
                    address + " exists already; to change the password: postrider user passwd " + address);
            changed.add(credentials.entry(address));
            DirectoryXml.writeUsers(usersFile, changed);
        });
    }

    public void changePassword(MailAddress address, String password) throws DirectoryChangeException, IOException {
        Credentials credentials = credentials(password);
        change(address, credentials::put);
    }

    /// What an account may hold, whatever its domain and the server say.
    public void changeQuota(MailAddress address, QuotaLimits limits) throws DirectoryChangeException, IOException {
        change(address, entry -> entry.withLimits(limits));
    }

    /// Whose accounts somebody looks after from now on.
    public void changeAdministers(MailAddress address, Administers whom) throws DirectoryChangeException, IOException {
        change(address, entry -> entry.withAdministers(whom));
    }

    /// Which groups an account is in from now on.
    ///
    /// @param change from those before; throws IllegalArgumentException where it makes no sense
    public void changeGroups(MailAddress address, UnaryOperator<List<String>> change)
            throws DirectoryChangeException, IOException {
        change(address, entry -> entry.withGroups(change.apply(entry.groups())));
    }

    private void change(MailAddress address, UnaryOperator<UserEntry> change)
            throws DirectoryChangeException, IOException {
        locked(() -> {
            List<UserEntry> changed = new ArrayList<>(users());
            int place = place(changed, address);
            changed.set(place, change.apply(changed.get(place)));
            DirectoryXml.writeUsers(usersFile, changed);
        });
    }

    /// The account can no longer log in or receive; its mail stays on the disk.
    public void removeUser(MailAddress address) throws DirectoryChangeException, IOException {
        locked(() -> {
            List<UserEntry> changed = new ArrayList<>(users());
            changed.remove(place(changed, address));
            DirectoryXml.writeUsers(usersFile, changed);
        });
    }

    /// Gives accounts what SCRAM needs. An account whose password has been changed since keeps the new one.
    void upgrade(Map<MailAddress, PasswordUpgrades.Upgrade> upgrades) throws DirectoryChangeException, IOException {
        Map<MailAddress, Fresh> fresh = new HashMap<>();
        for (Map.Entry<MailAddress, PasswordUpgrades.Upgrade> upgrade : upgrades.entrySet()) {
            PreparedPassword.of(upgrade.getValue().password())
                    .ifPresent(prepared -> fresh.put(
                            upgrade.getKey(),
                            new Fresh(upgrade.getValue().checked().toString(), Credentials.of(prepared))));
        }
        locked(() -> {
            List<UserEntry> changed = new ArrayList<>(users());
            changed.replaceAll(entry -> {
                Fresh known = fresh.get(entry.address());
                return known != null && entry.password().value().equals(known.checked())
                        ? known.credentials().put(entry)
                        : entry;
            });
            DirectoryXml.writeUsers(usersFile, changed);
        });
    }

    private static int place(List<UserEntry> users, MailAddress address) throws DirectoryChangeException {
        for (int i = 0; i < users.size(); i++) {
            if (users.get(i).address().equals(address)) {
                return i;
            }
        }
        throw new DirectoryChangeException("there is no user " + address + "; see: postrider user list");
    }

    private static Credentials credentials(String password) throws DirectoryChangeException {
        check(!password.isEmpty(), "the password is empty");
        check(password.length() <= 1024, "the password is longer than 1024 characters");
        String prepared = PreparedPassword.of(password)
                .orElseThrow(() -> new DirectoryChangeException(
                        "the password has characters that no password may have, such as control characters"));
        return Credentials.of(prepared);
    }

    private static void check(boolean allowed, String otherwise) throws DirectoryChangeException {
        if (!allowed) {
            throw new DirectoryChangeException(otherwise);
        }
    }

    private static <C extends Record> C read(Path file, Class<C> type) throws DirectoryChangeException {
        Problems problems = new Problems();
        var config = new ConfigReader()
                .read(file, problems)
                .flatMap(root -> new RecordBinder(file.resolveSibling("..")).bind(root, type, problems));
        checkNone(problems);
        return config.orElseThrow();
    }

    private static void checkNone(Problems problems) throws DirectoryChangeException {
        if (!problems.isEmpty()) {
            throw new DirectoryChangeException(String.join(
                    System.lineSeparator(),
                    problems.list().stream().map(Objects::toString).toList()));
        }
    }

    private void locked(Change change) throws DirectoryChangeException, IOException {
        changing.lock();
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Objects.requireNonNull(lock);
            change.make();
        } finally {
            changing.unlock();
        }
    }

    /// @param checked the hash that stood there when the password was found right
    private record Fresh(String checked, Credentials credentials) {}

    @FunctionalInterface
    private interface Change {
        void make() throws DirectoryChangeException, IOException;
    }
}
