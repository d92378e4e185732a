package org.postrider.kernel.directory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.directory.ScramVerifier;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.Quota;
import org.postrider.api.store.StoreException;

/// The directory in `conf/domains.xml` and `conf/users.xml`. Thread-safe.
public final class XmlDirectory implements Directory {
    private static final int PASSWORD_LENGTH_MAX = 1024;

    private final Domain defaultDomain;
    private final QuotaLimits serverLimits;
    private final ReloadingFile<Map<Domain, QuotaLimits>> domains;
    private final ReloadingFile<Users> users;
    private final VerifiedPasswords verified;
    private final PasswordUpgrades upgrades;
    private final ServerSecret secret;
    private final DirectoryFiles files;
    // Each takes 19 MiB and all of a core.
    private final Semaphore hashing =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()), true);
    // What an unknown name is checked against, so that it takes as long as a known one.
    private final PasswordHash nobody = PasswordHash.parse(
                    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + "A".repeat(43))
            .orElseThrow();

    /// @param quota what holds where no other place says
    public XmlDirectory(Path conf, ServerInfo server, InstantSource clock, QuotaConfig quota) {
        this(conf, server, clock, quota, Thread.ofVirtual().name("password-upgrades")::start);
    }

    /// @param background runs what no log-in waits for
    XmlDirectory(Path conf, ServerInfo server, InstantSource clock, QuotaConfig quota, Executor background) {
        this.serverLimits = quota.limits();
        this.defaultDomain = server.defaultDomain();
        this.domains = new ReloadingFile<>(conf.resolve("domains.xml"), DomainsConfig.class, XmlDirectory::domains);
        this.users = new ReloadingFile<>(conf.resolve("users.xml"), UsersConfig.class, XmlDirectory::users);
        this.verified = new VerifiedPasswords(clock);
        this.files = new DirectoryFiles(conf);
        this.upgrades = new PasswordUpgrades(files, background);
        this.secret = new ServerSecret(conf.resolveSibling("keys").resolve("names.secret"));
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
    public List<MailAddress> accounts() {
        return users.value().byAddress().keySet().stream().sorted().toList();
    }

    @Override
    public Quota quota(MailAddress address) {
        QuotaLimits ofDomain = domains.value().getOrDefault(address.domain(), QuotaLimits.NONE);
        return user(address)
                .map(User::limits)
                .orElse(QuotaLimits.NONE)
                .or(ofDomain)
                .or(serverLimits)
                .quota();
    }

    @Override
    public Set<String> groups(MailAddress account) {
        return user(account).map(User::groups).orElse(Set.of());
    }

    @Override
    public boolean hasGroup(Domain domain, String name) {
        return users.value().groups().contains(new Group(name, domain));
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
            files.changeQuota(account, QuotaLimits.of(quota));
        } catch (DirectoryChangeException | IOException e) {
            throw new StoreException(StoreException.Kind.TEMPORARY, "the quota cannot be kept", e);
        }
        users.lookAgain();
    }

    @Override
    public Optional<Account> named(String name) {
        return address(name).flatMap(this::find);
    }

    @Override
    public Set<ScramHash> scramHashes() {
        return EnumSet.allOf(ScramHash.class);
    }

    @Override
    public Optional<ScramVerifier> scram(String name, ScramHash hash) {
        Optional<MailAddress> address = address(name);
        Optional<User> user =
                address.flatMap(this::user).filter(found -> found.account().enabled());
        Optional<ScramKeys> keys = user.flatMap(found -> found.credentials().scram(hash));
        // RFC 5802 §9: nobody learns who exists. All ways to write a name have the same salt.
        String canonical = address.map(MailAddress::toString).orElse(name).toLowerCase(Locale.ROOT);
        return Optional.of(keys.map(known -> known.verifier(user.map(User::account)))
                .orElseGet(() ->
                        ScramKeys.ofNobody(hash, secret.octets(), canonical).verifier(Optional.empty())));
    }

    @Override
    public Authentication authenticate(String name, String password) {
        Optional<User> user = address(name).flatMap(this::user);
        PasswordHash stored = user.map(found -> found.credentials().password()).orElse(nobody);
        boolean right = password.length() <= PASSWORD_LENGTH_MAX && matches(stored, password);
        Optional<User> loggedIn = user.filter(found -> right && found.account().enabled());
        loggedIn.filter(found -> !found.credentials().whole())
                .ifPresent(found ->
                        upgrades.add(found.account().address(), new PasswordUpgrades.Upgrade(stored, password)));
        return loggedIn.<Authentication>map(found -> new Authentication.Authenticated(found.account()))
                .orElseGet(Authentication.Refused::new);
    }

    private boolean matches(PasswordHash stored, String password) {
        if (verified.contains(stored, password)) {
            return true;
        }
        // RFC 4616 §2: both sides prepared alike. One that was set before this server did so is kept as it came.
        String prepared = PreparedPassword.of(password).orElse(password);
        boolean right = hashesTo(stored, prepared) || (!prepared.equals(password) && hashesTo(stored, password));
        if (right) {
            verified.add(stored, password);
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
        return isLocal(address.domain())
                ? Optional.ofNullable(users.value().byAddress().get(address))
                : Optional.empty();
    }

    private Optional<MailAddress> address(String name) {
        try {
            return Optional.of(name.contains("@") ? MailAddress.parse(name) : MailAddress.of(name, defaultDomain));
        } catch (AddressSyntaxException e) {
            return Optional.empty();
        }
    }

    private static Map<Domain, QuotaLimits> domains(DomainsConfig config) {
        return config.domain().stream()
                .collect(Collectors.toUnmodifiableMap(
                        DomainsConfig.DomainEntry::name, DomainsConfig.DomainEntry::limits, (first, _) -> first));
    }

    private static Users users(UsersConfig config) {
        Map<MailAddress, User> byAddress = config.user().stream()
                .map(entry -> new User(
                        new Account(entry.address(), entry.enabled()),
                        Credentials.of(entry),
                        entry.limits(),
                        entry.administers(),
                        Set.copyOf(entry.groups())))
                .collect(Collectors.toUnmodifiableMap(
                        user -> user.account().address(), Function.identity(), (first, second) -> second));
        Set<Group> groups = byAddress.values().stream()
                .flatMap(user -> user.groups().stream()
                        .map(name -> new Group(name, user.account().address().domain())))
                .collect(Collectors.toUnmodifiableSet());
        return new Users(byAddress, groups);
    }

    private record Group(String name, Domain domain) {}

    private record Users(Map<MailAddress, User> byAddress, Set<Group> groups) {}

    private record User(
            Account account,
            Credentials credentials,
            QuotaLimits limits,
            Administers administers,
            Set<String> groups) {}
}
