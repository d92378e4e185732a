package org.postrider.kernel.directory;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.directory.ScramVerifier;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.Quota;
import org.postrider.api.store.StoreException;
import org.postrider.kernel.directory.DomainsConfig.DomainEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All directories together: `domains.xml` says which domain keeps its users in which, this hashes, remembers and
/// upgrades their passwords. Thread-safe.
public final class Directories implements Directory {
    private static final Logger LOG = LoggerFactory.getLogger(Directories.class);
    private static final int PASSWORD_LENGTH_MAX = 1024;
    private static final Duration VERIFIED_FOR = Duration.ofMinutes(10);

    private final Domain defaultDomain;
    private final QuotaLimits serverLimits;
    private final ReloadingFile<Map<Domain, DomainEntry>> domains;
    private final Map<String, UserDirectory> directories;
    private final VerifiedPasswords verified;
    private final PasswordUpgrades upgrades;
    private final ServerSecret secret;
    // Each takes 19 MiB and all of a core.
    private final Semaphore hashing =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()), true);
    // What an unknown name is checked against, so that it takes as long as a known one.
    private final PasswordHash nobody = PasswordHash.parse(
                    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + "A".repeat(43))
            .orElseThrow();

    /// @param others beside `users.xml`, by name
    /// @param quota what holds where no other place says
    public Directories(
            Path conf, Map<String, UserDirectory> others, ServerInfo server, InstantSource clock, QuotaConfig quota) {
        this(conf, others, server, clock, quota, Thread.ofVirtual().name("password-upgrades")::start);
    }

    /// @param background runs what no log-in waits for
    Directories(
            Path conf,
            Map<String, UserDirectory> others,
            ServerInfo server,
            InstantSource clock,
            QuotaConfig quota,
            Executor background) {
        this.serverLimits = quota.limits();
        this.defaultDomain = server.defaultDomain();
        this.domains = new ReloadingFile<>(conf.resolve("domains.xml"), DomainsConfig.class, Directories::domains);
        Map<String, UserDirectory> all = new HashMap<>(others);
        all.put(DirectoryEntry.XML, new XmlUsers(conf));
        this.directories = Map.copyOf(all);
        this.verified = new VerifiedPasswords(clock, VERIFIED_FOR);
        this.upgrades = new PasswordUpgrades(background, clock);
        this.secret = new ServerSecret(conf.resolveSibling("keys").resolve("names.secret"));
    }

    /// A directory with a short memory in front of it.
    public static UserDirectory cached(UserDirectory directory, DirectoryEntry entry, InstantSource clock) {
        return entry.cacheFor().isZero() ? directory : new CachedUsers(directory, clock, entry.cacheFor());
    }

    /// What an administrator does with their users.
    public Accounts accountsToChange() {
        return new Accounts(domain -> isLocal(domain) ? Optional.of(directory(domain)) : Optional.empty());
    }

    @Override
    public boolean isLocal(Domain domain) {
        return domains.value().containsKey(domain);
    }

    @Override
    public List<Domain> domains() {
        return domains.value().keySet().stream().sorted().toList();
    }

    @Override
    public Optional<Account> find(MailAddress address) {
        return user(address).map(User::account);
    }

    @Override
    public Optional<Forwarding> forwarding(MailAddress address) {
        return user(address).map(user -> user.account().enabled() ? user.forwarding() : Forwarding.NONE);
    }

    @Override
    public List<MailAddress> accounts() {
        List<MailAddress> accounts = new ArrayList<>();
        for (Domain domain : domains()) {
            try {
                directory(domain).each(domain, user -> accounts.add(user.address()));
            } catch (DirectoryUnavailableException e) {
                LOG.warn("The users of {} are passed over: {}", domain, e.getMessage());
            }
        }
        return accounts;
    }

    @Override
    public Quota quota(MailAddress address) {
        QuotaLimits ofDomain = Optional.ofNullable(domains.value().get(address.domain()))
                .map(DomainEntry::limits)
                .orElse(QuotaLimits.NONE);
        return user(address)
                .map(User::limits)
                .orElse(QuotaLimits.NONE)
                .or(ofDomain)
                .or(serverLimits)
                .quota();
    }

    @Override
    public Set<String> groups(MailAddress account) {
        return user(account).map(User::groups).orElse(Collections.emptySortedSet());
    }

    @Override
    public boolean hasGroup(Domain domain, String name) {
        AtomicBoolean found = new AtomicBoolean();
        if (isLocal(domain)) {
            directory(domain)
                    .each(
                            domain,
                            user -> found.compareAndSet(false, user.groups().contains(name)));
        }
        return found.get();
    }

    @Override
    public boolean administers(MailAddress administrator, MailAddress account) {
        return user(administrator)
                        .filter(user -> user.account().enabled())
                        .filter(user -> user.administers().reaches(administrator, account))
                        .isPresent()
                && find(account).isPresent();
    }

    @Override
    public void changeQuota(MailAddress account, Quota quota) throws StoreException {
        if (find(account).isEmpty()) {
            throw new StoreException(StoreException.Kind.NOT_FOUND, "there is no account " + account);
        }
        try {
            accountsToChange().changeQuota(account, QuotaLimits.of(quota));
        } catch (DirectoryChangeException | DirectoryUnavailableException e) {
            throw new StoreException(StoreException.Kind.TEMPORARY, "the quota cannot be kept", e);
        }
    }

    @Override
    public Optional<Account> named(String name) {
        return address(name).flatMap(this::find);
    }

    // A client that may choose takes SCRAM, and would fail where a directory keeps its passwords to itself.
    @Override
    public Set<ScramHash> scramHashes() {
        return directories.values().stream().allMatch(UserDirectory::showsPasswords)
                ? EnumSet.allOf(ScramHash.class)
                : Set.of();
    }

    @Override
    public Optional<ScramVerifier> scram(String name, ScramHash hash) {
        Optional<MailAddress> address = address(name);
        Optional<User> user;
        try {
            user = address.flatMap(this::user).filter(found -> found.account().enabled());
        } catch (DirectoryUnavailableException e) {
            LOG.warn("Somebody cannot log in now: {}", e.getMessage());
            return Optional.empty();
        }
        Optional<ScramKeys> keys =
                user.flatMap(User::password).flatMap(Credentials::of).flatMap(found -> found.scram(hash));
        // RFC 5802 §9: nobody learns who exists. All ways to write a name have the same salt.
        String canonical = address.map(MailAddress::toString).orElse(name).toLowerCase(Locale.ROOT);
        return Optional.of(keys.map(known -> known.verifier(user.map(User::account)))
                .orElseGet(() ->
                        ScramKeys.ofNobody(hash, secret.octets(), canonical).verifier(Optional.empty())));
    }

    @Override
    public Authentication authenticate(String name, String password) {
        try {
            Optional<MailAddress> address = address(name).filter(known -> isLocal(known.domain()));
            Optional<User> user = address.flatMap(this::user);
            boolean asked = address.isPresent()
                    && (user.isPresent()
                            ? user.get().password().isEmpty()
                            : !directory(address.get().domain()).showsPasswords());
            boolean right = asked
                    ? password.length() <= PASSWORD_LENGTH_MAX
                            && directory(address.get().domain()).check(address.get(), password)
                    : matches(user, password);
            return user.filter(found -> right && found.account().enabled())
                    .<Authentication>map(found -> new Authentication.Authenticated(found.account()))
                    .orElseGet(Authentication.Refused::new);
        } catch (DirectoryUnavailableException e) {
            return new Authentication.Unavailable(String.valueOf(e.getMessage()));
        }
    }

    private boolean matches(Optional<User> user, String password) {
        Optional<Credentials> credentials = user.flatMap(User::password).flatMap(Credentials::of);
        PasswordHash stored = credentials.map(Credentials::password).orElse(nobody);
        boolean right =
                password.length() <= PASSWORD_LENGTH_MAX && matches(stored, password) && credentials.isPresent();
        if (right && user.get().account().enabled()) {
            upgrade(user.get(), credentials.get(), password);
        }
        return right;
    }

    // Tables of another server have no room for what SCRAM needs: there a stronger hash is all.
    private void upgrade(User user, Credentials known, String password) {
        UserDirectory directory = directory(user.address().domain());
        boolean better =
                directory.isChangeable() ? !known.whole() : !known.password().isOurs();
        if (better && directory.keepsPasswords()) {
            upgrades.add(
                    user.address(),
                    new PasswordUpgrades.Upgrade(directory, user.password().orElseThrow(), password));
        }
    }

    private boolean matches(PasswordHash stored, String password) {
        if (verified.contains(stored.toString(), password)) {
            return true;
        }
        // RFC 4616 §2: both sides prepared alike. One that was set before this server did so is kept as it came.
        String prepared = PreparedPassword.of(password).orElse(password);
        boolean right = hashesTo(stored, prepared) || (!prepared.equals(password) && hashesTo(stored, password));
        if (right) {
            verified.add(stored.toString(), password);
        }
        return right;
    }

    private boolean hashesTo(PasswordHash stored, String password) {
        hashing.acquireUninterruptibly();
        try {
            return stored.matches(password);
        } finally {
            hashing.release();
        }
    }

    private Optional<User> user(MailAddress address) {
        return isLocal(address.domain()) ? directory(address.domain()).find(address) : Optional.empty();
    }

    private UserDirectory directory(Domain domain) {
        String name = Optional.ofNullable(domains.value().get(domain))
                .flatMap(DomainEntry::directory)
                .orElse(DirectoryEntry.XML);
        UserDirectory directory = directories.get(name);
        if (directory == null) {
            throw new DirectoryUnavailableException("domains.xml names the directory " + name + " for " + domain
                    + ", which server.xml did not have when the server started");
        }
        return directory;
    }

    private Optional<MailAddress> address(String name) {
        try {
            return Optional.of(name.contains("@") ? MailAddress.parse(name) : MailAddress.of(name, defaultDomain));
        } catch (AddressSyntaxException e) {
            return Optional.empty();
        }
    }

    private static Map<Domain, DomainEntry> domains(DomainsConfig config) {
        return config.domain().stream()
                .collect(Collectors.toUnmodifiableMap(DomainEntry::name, Function.identity(), (first, _) -> first));
    }
}
