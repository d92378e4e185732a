package org.postrider.kernel.directory;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.Quota;

/// The directory in `conf/domains.xml` and `conf/users.xml`. Thread-safe.
public final class XmlDirectory implements Directory {
    private static final int PASSWORD_LENGTH_MAX = 1024;

    private final Domain defaultDomain;
    private final QuotaLimits serverLimits;
    private final ReloadingFile<Map<Domain, QuotaLimits>> domains;
    private final ReloadingFile<Map<MailAddress, User>> users;
    private final VerifiedPasswords verified;
    // Each takes 19 MiB and all of a core.
    private final Semaphore hashing =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()), true);
    // What an unknown name is checked against, so that it takes as long as a known one.
    private final PasswordHash nobody = PasswordHash.parse(
                    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + "A".repeat(43))
            .orElseThrow();

    /// @param quota what holds where no other place says
    public XmlDirectory(Path conf, ServerInfo server, InstantSource clock, QuotaConfig quota) {
        this.serverLimits = quota.limits();
        this.defaultDomain = server.defaultDomain();
        this.domains = new ReloadingFile<>(conf.resolve("domains.xml"), DomainsConfig.class, XmlDirectory::domains);
        this.users = new ReloadingFile<>(conf.resolve("users.xml"), UsersConfig.class, XmlDirectory::users);
        this.verified = new VerifiedPasswords(clock);
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
    public Authentication authenticate(String name, String password) {
        Optional<User> user = address(name).flatMap(this::user);
        PasswordHash stored = user.map(User::password).orElse(nobody);
        boolean right = password.length() <= PASSWORD_LENGTH_MAX && matches(stored, password);
        return user.filter(found -> right && found.account().enabled())
                .<Authentication>map(found -> new Authentication.Authenticated(found.account()))
                .orElseGet(Authentication.Refused::new);
    }

    private boolean matches(PasswordHash stored, String password) {
        if (verified.contains(stored, password)) {
            return true;
        }
        hashing.acquireUninterruptibly();
        try {
            if (!stored.matches(password)) {
                return false;
            }
        } finally {
            hashing.release();
        }
        verified.add(stored, password);
        return true;
    }

    private Optional<User> user(MailAddress address) {
        return isLocal(address.domain()) ? Optional.ofNullable(users.value().get(address)) : Optional.empty();
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

    private static Map<MailAddress, User> users(UsersConfig config) {
        return config.user().stream()
                .map(entry -> new User(
                        new Account(entry.address(), entry.enabled()),
                        PasswordHash.parse(entry.password().value()).orElseThrow(),
                        entry.limits()))
                .collect(Collectors.toUnmodifiableMap(
                        user -> user.account().address(), Function.identity(), (first, second) -> second));
    }

    private record User(Account account, PasswordHash password, QuotaLimits limits) {}
}
