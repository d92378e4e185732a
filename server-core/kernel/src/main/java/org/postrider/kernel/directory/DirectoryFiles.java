package org.postrider.kernel.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.postrider.api.mail.Domain;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.directory.DomainsConfig.DomainEntry;
import org.postrider.kernel.directory.DomainsConfig.RelayEntry;

/// Changes `domains.xml`, as the command line does: under a lock, the file replaced as a whole, so that neither a
/// crash
/// nor another command at the same time leaves half a file. A running server sees the change at once.
public final class DirectoryFiles {
    private final Path conf;
    private final Path domainsFile;
    private final Path lockFile;

    /// @param conf the folder of the files
    public DirectoryFiles(Path conf) {
        this.conf = conf;
        this.domainsFile = conf.resolve("domains.xml");
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

    /// Which domain keeps its users where, by the name of a directory; sorted by domain.
    public Map<Domain, String> directories() throws DirectoryChangeException {
        Map<Domain, String> names = new LinkedHashMap<>();
        domainEntries()
                .forEach(entry -> names.put(entry.name(), entry.directory().orElse(DirectoryEntry.XML)));
        return names;
    }

    /// Makes a domain local.
    ///
    /// @param directory where its users are kept; users.xml where it is empty
    public void addDomain(Domain domain, Optional<String> directory) throws DirectoryChangeException, IOException {
        locked(() -> {
            List<DomainEntry> changed = new ArrayList<>(domainEntries());
            checkNew(domain);
            changed.add(new DomainEntry(domain, directory, Optional.empty(), Optional.empty(), Optional.empty()));
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
            AtomicLong users = new AtomicLong();
            new XmlUsers(conf).each(domain, _ -> users.incrementAndGet());
            check(
                    users.get() == 0,
                    domain + " still has " + users + " users; remove them first: postrider user remove");
            check(
                    changed.removeIf(entry -> entry.name().equals(domain))
                            || relays.removeIf(entry -> entry.name().equals(domain)),
                    domain + " is no local domain; see: postrider domain list");
            DirectoryXml.writeDomains(domainsFile, changed, relays);
        });
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
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Objects.requireNonNull(lock);
            change.make();
        }
    }

    @FunctionalInterface
    private interface Change {
        void make() throws DirectoryChangeException, IOException;
    }
}
