package org.postrider.testkit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.postrider.api.dns.Dns;
import org.postrider.api.mail.Domain;

/// A name server that knows the records that a test names. A name with a record of another kind answers "no data",
/// any other "no such name". Thread-safe.
public final class FakeDns implements Dns {
    // All guarded by this.
    private final Map<String, List<Mx>> mx = new LinkedHashMap<>();
    private final Map<String, List<InetAddress>> addresses = new LinkedHashMap<>();
    private final Map<String, List<String>> names = new LinkedHashMap<>();
    private final Map<String, List<String>> texts = new LinkedHashMap<>();
    private final Set<String> failing = new LinkedHashSet<>();
    private final List<String> questions = new ArrayList<>();

    /// @param host empty, with preference 0, for a null MX
    public synchronized FakeDns withMx(String domain, int preference, String host) {
        return add(mx, domain, new Mx(preference, host));
    }

    /// @param address a literal; its host is found by it too
    public synchronized FakeDns withAddress(String host, String address) {
        add(names, address, host);
        return add(addresses, host, InetAddress.ofLiteral(address));
    }

    public synchronized FakeDns withText(String name, String text) {
        return add(texts, name, text);
    }

    /// From now on every question about this name (or address) fails, as when its servers do not answer.
    public synchronized FakeDns failing(String name) {
        failing.add(key(name));
        return this;
    }

    /// From now on it is answered again.
    public synchronized FakeDns mended(String name) {
        failing.remove(key(name));
        return this;
    }

    /// What was asked, in order: `MX example.org`, `A mx.example.org`, `PTR 192.0.2.1`, `TXT example.org`.
    public synchronized List<String> questions() {
        return List.copyOf(questions);
    }

    @Override
    public synchronized Answer<Mx> mx(Domain domain) {
        return answer("MX", domain.name(), mx);
    }

    @Override
    public synchronized Answer<InetAddress> addresses(String host) {
        return answer("A", host, addresses);
    }

    @Override
    public synchronized Answer<String> names(InetAddress address) {
        return answer("PTR", address.getHostAddress(), names);
    }

    @Override
    public synchronized Answer<String> texts(String name) {
        return answer("TXT", name, texts);
    }

    private <T> FakeDns add(Map<String, List<T>> records, String name, T value) {
        records.computeIfAbsent(key(name), _ -> new ArrayList<>()).add(value);
        return this;
    }

    private <T> Answer<T> answer(String kind, String name, Map<String, List<T>> records) {
        String key = key(name);
        questions.add(kind + " " + key);
        if (failing.contains(key)) {
            return new Answer.Failed<>("the servers of " + name + " do not answer");
        }
        List<T> found = records.get(key);
        if (found != null) {
            return new Answer.Found<>(found);
        }
        boolean known = mx.containsKey(key) || addresses.containsKey(key) || texts.containsKey(key);
        return known ? new Answer.NoData<>() : new Answer.NoName<>();
    }

    private static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean isAddress = lower.contains(":") || lower.matches("[0-9.]+");
        return isAddress ? InetAddress.ofLiteral(lower).getHostAddress() : lower.replaceAll("\\.$", "");
    }
}
