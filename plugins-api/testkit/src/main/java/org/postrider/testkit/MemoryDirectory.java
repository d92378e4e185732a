package org.postrider.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.RecipientCheck;
import org.postrider.api.directory.RewriteTable;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.directory.ScramVerifier;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.Quota;

/// Domains, accounts and aliases in memory. Filled before use, then thread-safe.
public final class MemoryDirectory implements Directory, RewriteTable, RecipientCheck {
    private final Set<Domain> domains = new LinkedHashSet<>();
    private final Map<MailAddress, Account> accounts = new LinkedHashMap<>();
    private final Map<MailAddress, Quota> quotas = new ConcurrentHashMap<>();
    private final Map<MailAddress, Set<String>> groups = new LinkedHashMap<>();
    private final Set<MailAddress> administrators = new LinkedHashSet<>();
    private final Map<MailAddress, Verdict> full = new LinkedHashMap<>();
    private final Map<MailAddress, String> passwords = new LinkedHashMap<>();
    private final Set<ScramHash> scramHashes = new LinkedHashSet<>();
    private final Map<MailAddress, List<MailAddress>> aliases = new LinkedHashMap<>();
    private final Set<Domain> relayed = new LinkedHashSet<>();

    /// An account that can log in; its domain becomes local.
    public MemoryDirectory user(String address, String password) {
        return account(new Account(MailAddress.parse(address), true), password);
    }

    /// An account that is switched off.
    public MemoryDirectory disabled(String address) {
        return account(new Account(MailAddress.parse(address), false), "");
    }

    /// An account may hold no more than this.
    public MemoryDirectory quota(String address, Quota quota) {
        quotas.put(MailAddress.parse(address), quota);
        return this;
    }

    /// Accounts of one domain are in a group.
    public MemoryDirectory group(String name, String... members) {
        for (String member : members) {
            groups.computeIfAbsent(MailAddress.parse(member), _ -> new LinkedHashSet<>())
                    .add(name);
        }
        return this;
    }

    /// An account looks after all others.
    public MemoryDirectory administrator(String address) {
        administrators.add(MailAddress.parse(address));
        return this;
    }

    /// From now on nothing more can be delivered to an account.
    ///
    /// @param why [Verdict#OVER_QUOTA] or [Verdict#TOO_LARGE]
    public MemoryDirectory full(String address, Verdict why) {
        full.put(MailAddress.parse(address), why);
        return this;
    }

    /// From now on SCRAM is offered for these hashes.
    public MemoryDirectory scram(ScramHash... hashes) {
        scramHashes.addAll(List.of(hashes));
        return this;
    }

    public MemoryDirectory alias(String address, String... targets) {
        MailAddress parsed = MailAddress.parse(address);
        domains.add(parsed.domain());
        aliases.put(parsed, List.of(targets).stream().map(MailAddress::parse).toList());
        return this;
    }

    /// A domain of another host for which mail is taken.
    public MemoryDirectory relayed(String domain) {
        relayed.add(new Domain(domain));
        return this;
    }

    private MemoryDirectory account(Account account, String password) {
        domains.add(account.address().domain());
        accounts.put(account.address(), account);
        passwords.put(account.address(), password);
        return this;
    }

    @Override
    public boolean isLocal(Domain domain) {
        return domains.contains(domain);
    }

    @Override
    public List<Domain> domains() {
        return List.copyOf(domains);
    }

    @Override
    public List<MailAddress> accounts() {
        return List.copyOf(accounts.keySet());
    }

    @Override
    public Quota quota(MailAddress address) {
        return quotas.getOrDefault(address, Quota.NONE);
    }

    /// The name `unavailable` makes the directory fail.
    @Override
    public Set<String> groups(MailAddress account) {
        return Set.copyOf(groups.getOrDefault(account, Set.of()));
    }

    @Override
    public boolean hasGroup(Domain domain, String name) {
        return groups.entrySet().stream()
                .anyMatch(each ->
                        each.getKey().domain().equals(domain) && each.getValue().contains(name));
    }

    @Override
    public boolean administers(MailAddress administrator, MailAddress account) {
        return administrators.contains(administrator) && accounts.containsKey(account);
    }

    @Override
    public void changeQuota(MailAddress account, Quota quota) {
        quotas.put(account, quota);
    }

    @Override
    public Optional<Account> find(MailAddress address) {
        if (address.localPart().equals("unavailable")) {
            throw new DirectoryUnavailableException("switched off for a test");
        }
        return Optional.ofNullable(accounts.get(address));
    }

    @Override
    public Optional<Account> named(String name) {
        try {
            return find(MailAddress.parse(
                    name.contains("@") ? name : name + "@" + domains.iterator().next()));
        } catch (AddressSyntaxException _) {
            return Optional.empty();
        }
    }

    @Override
    public Set<ScramHash> scramHashes() {
        return Set.copyOf(scramHashes);
    }

    /// The salt is `salt`, the iterations are 4096.
    @Override
    public Optional<ScramVerifier> scram(String name, ScramHash hash) {
        if (name.equals("unavailable")) {
            return Optional.empty();
        }
        Optional<Account> account = named(name).filter(Account::enabled);
        String password = account.map(found -> passwords.getOrDefault(found.address(), ""))
                .orElse("");
        byte[] salt = "salt".getBytes(StandardCharsets.US_ASCII);
        try {
            SecretKeyFactory factory = SecretKeyFactory.getInstance("PBKDF2With" + hash.macName());
            byte[] salted = factory.generateSecret(
                            new PBEKeySpec(password.toCharArray(), salt, 4096, hash.octets() * 8))
                    .getEncoded();
            byte[] clientKey = mac(hash, salted, "Client Key");
            byte[] storedKey = MessageDigest.getInstance(hash.digestName()).digest(clientKey);
            return Optional.of(new ScramVerifier(account, 4096, salt, storedKey, mac(hash, salted, "Server Key")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] mac(ScramHash hash, byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(hash.macName());
        mac.init(new SecretKeySpec(key, hash.macName()));
        return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// A name without domain is taken in the first domain; the name `unavailable` makes the directory fail.
    @Override
    public Authentication authenticate(String name, String password) {
        if (name.equals("unavailable")) {
            return new Authentication.Unavailable("switched off for a test");
        }
        try {
            MailAddress address = MailAddress.parse(
                    name.contains("@") ? name : name + "@" + domains.iterator().next());
            Account account = accounts.get(address);
            return account != null && account.enabled() && password.equals(passwords.get(address))
                    ? new Authentication.Authenticated(account)
                    : new Authentication.Refused();
        } catch (AddressSyntaxException _) {
            return new Authentication.Refused();
        }
    }

    @Override
    public List<MailAddress> rewrite(MailAddress address) {
        return aliases.getOrDefault(address, List.of());
    }

    @Override
    public boolean isRelayed(Domain domain) {
        return relayed.contains(domain);
    }

    @Override
    public Verdict check(MailAddress recipient) {
        if (!isLocal(recipient.domain())) {
            return isRelayed(recipient.domain()) ? Verdict.RELAYED : Verdict.REMOTE;
        }
        if (aliases.containsKey(recipient)) {
            return Verdict.LOCAL;
        }
        return find(recipient)
                .map(account -> account.enabled() ? full.getOrDefault(recipient, Verdict.LOCAL) : Verdict.DISABLED)
                .orElse(Verdict.UNKNOWN_USER);
    }
}
