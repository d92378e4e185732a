package org.postrider.testkit;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.login.CertificateCheck;
import org.postrider.api.login.LoginGuard;
import org.postrider.api.login.LoginPolicy;
import org.postrider.api.login.TokenCheck;
import org.postrider.api.mail.MailAddress;

/// Everything about log-ins but passwords, in memory: nobody is banned, all mechanisms are allowed and there are no
/// tokens until a test says otherwise. Thread-safe.
public final class MemoryLogins implements LoginGuard, LoginPolicy, TokenCheck, CertificateCheck {
    // All guarded by this.
    private final Map<InetAddress, Instant> clients = new LinkedHashMap<>();
    private final Map<MailAddress, Instant> accounts = new LinkedHashMap<>();
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private final Set<String> forbidden = new LinkedHashSet<>();
    private final List<String> tried = new ArrayList<>();
    private Duration delay = Duration.ZERO;

    public synchronized MemoryLogins banned(String client, Instant until) {
        clients.put(InetAddress.ofLiteral(client), until);
        return this;
    }

    public synchronized MemoryLogins bannedAccount(String account, Instant until) {
        accounts.put(MailAddress.parse(account), until);
        return this;
    }

    /// Each failure is told so much later.
    public synchronized MemoryLogins delay(Duration each) {
        delay = each;
        return this;
    }

    /// @param token which the name `unavailable` makes one that nobody can check now
    public synchronized MemoryLogins token(String token, String name) {
        tokens.put(token, name);
        return this;
    }

    public synchronized MemoryLogins forbidding(String mechanism) {
        forbidden.add(mechanism);
        return this;
    }

    /// What was told to the guard, in order: `192.0.2.7 failed bob@example.test`.
    public synchronized List<String> tried() {
        return List.copyOf(tried);
    }

    @Override
    public synchronized Optional<Instant> bannedUntil(InetAddress client) {
        return Optional.ofNullable(clients.get(client));
    }

    @Override
    public synchronized Optional<Instant> bannedUntil(InetAddress client, MailAddress account) {
        return Optional.ofNullable(accounts.get(account));
    }

    @Override
    public synchronized Duration failed(InetAddress client, Optional<MailAddress> account) {
        tried.add(client.getHostAddress() + " failed "
                + account.map(MailAddress::toString).orElse("nobody"));
        return delay;
    }

    @Override
    public synchronized void succeeded(InetAddress client, MailAddress account) {
        tried.add(client.getHostAddress() + " succeeded " + account);
    }

    @Override
    public synchronized boolean allows(String mechanism) {
        return !forbidden.contains(mechanism);
    }

    @Override
    public synchronized boolean offered() {
        return !tokens.isEmpty();
    }

    @Override
    public synchronized Result check(String token) {
        String name = tokens.get(token);
        if (name == null) {
            return new Result.Invalid("a token that no test has named");
        }
        return name.equals("unavailable") ? new Result.Unavailable("switched off for a test") : new Result.Valid(name);
    }

    @Override
    public Optional<String> discovery() {
        return Optional.of("https://login.example.test/.well-known/openid-configuration");
    }

    @Override
    public List<MailAddress> users(X509Certificate certificate) {
        return List.of();
    }
}
