package org.postrider.kernel.directory;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.postrider.api.directory.RecipientCheck.Verdict;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.directory.DomainsConfig.RelayEntry;

/// The domains of other hosts for which mail is taken: `<relay>` in `conf/domains.xml`. Thread-safe.
public final class RelayDomains {
    private static final String POSTMASTER = "postmaster";

    private final ReloadingFile<Map<Domain, Optional<Path>>> domains;
    /// By file; no more than the configuration ever named.
    private final Map<Path, ReloadingFile<Set<MailAddress>>> lists = new ConcurrentHashMap<>();

    public RelayDomains(Path conf) {
        this.domains = new ReloadingFile<>(conf.resolve("domains.xml"), DomainsConfig.class, RelayDomains::domains);
    }

    /// Says what is wrong with the lists of recipients that the file names.
    public static void check(DomainsConfig config, Problems problems) {
        config.relay().stream()
                .flatMap(entry -> entry.recipients().stream())
                .distinct()
                .forEach(list -> {
                    var _ = AddressList.read(list, problems);
                });
    }

    boolean contains(Domain domain) {
        return domains.value().containsKey(domain);
    }

    /// @param recipient in one of these domains
    Verdict check(MailAddress recipient) {
        Optional<Path> list = domains.value().getOrDefault(recipient.domain(), Optional.empty());
        // RFC 5321 §4.5.1: postmaster is always there.
        boolean known = list.isEmpty()
                || recipient.localPart().equalsIgnoreCase(POSTMASTER)
                || addresses(list.get()).contains(recipient);
        return known ? Verdict.RELAYED : Verdict.UNKNOWN_USER;
    }

    private Set<MailAddress> addresses(Path list) {
        return lists.computeIfAbsent(
                        list, file -> new ReloadingFile<>(file, problems -> AddressList.read(file, problems)))
                .value();
    }

    private static Map<Domain, Optional<Path>> domains(DomainsConfig config) {
        return config.relay().stream().collect(Collectors.toUnmodifiableMap(RelayEntry::name, RelayEntry::recipients));
    }
}
