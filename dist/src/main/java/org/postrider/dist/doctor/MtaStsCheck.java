package org.postrider.dist.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postrider.api.dns.Dns;
import org.postrider.api.mail.Domain;
import org.postrider.dist.doctor.Answers.UnansweredException;

/// Where a domain has an MTA-STS policy (RFC 8461), whether it can be fetched and names the MX hosts: others stop
/// sending
/// where it does not.
final class MtaStsCheck extends DomainCheck {
    private final Policies policies;

    MtaStsCheck(Policies policies) {
        this.policies = policies;
    }

    @Override
    public String name() {
        return "DNS: MTA-STS";
    }

    @Override
    List<Finding> examine(Domain domain, Patient patient) throws UnansweredException {
        List<String> records = Answers.records(patient.dns().texts("_mta-sts." + domain)).stream()
                .filter(text -> text.startsWith("v=STSv1"))
                .toList();
        if (records.isEmpty()) {
            return List.of(Finding.note(
                    domain + " has no MTA-STS policy: others may be led to send to it without TLS",
                    "serve https://mta-sts." + domain + "/.well-known/mta-sts.txt, and publish in the DNS: _mta-sts."
                            + domain + ". TXT \"v=STSv1; id=1\""));
        }
        // RFC 8461 §3.1: where there is not exactly one, the domain has no policy.
        if (records.size() > 1 || !records.getFirst().matches("v=STSv1\\s*;.*\\bid=[A-Za-z0-9]{1,32}\\b.*")) {
            return List.of(Finding.fault(
                    "the MTA-STS record of " + domain + " does not count: " + String.join(" and ", records),
                    "publish one: _mta-sts." + domain
                            + ". TXT \"v=STSv1; id=1\", with another id for each new policy"));
        }
        try {
            return compare(
                    domain,
                    policies.fetch(domain),
                    Answers.records(patient.dns().mx(domain)));
        } catch (IOException e) {
            return List.of(Finding.fault(
                    domain + " has an MTA-STS record, but its policy cannot be fetched: " + e.getMessage(),
                    "serve it at https://mta-sts." + domain + "/.well-known/mta-sts.txt, or remove the record"));
        }
    }

    private static List<Finding> compare(Domain domain, String policy, List<Dns.Mx> hosts) {
        List<String> patterns = new ArrayList<>();
        String mode = "";
        for (String line : policy.lines().toList()) {
            String[] pair = line.split(":", 2);
            String value = pair.length == 2 ? pair[1].strip().toLowerCase(Locale.ROOT) : "";
            switch (pair[0].strip()) {
                case "mx" -> patterns.add(value);
                case "mode" -> mode = value;
                default -> {}
            }
        }
        if (!List.of("enforce", "testing", "none").contains(mode)) {
            return List.of(Finding.fault(
                    "the MTA-STS policy of " + domain + " has no mode", "write mode: enforce (or testing) into it"));
        }
        List<Finding> findings = new ArrayList<>();
        for (Dns.Mx mx : hosts) {
            if (!mode.equals("none") && patterns.stream().noneMatch(pattern -> fits(pattern, mx.host()))) {
                findings.add(Finding.fault(
                        "the MTA-STS policy of " + domain + " does not name its MX host " + mx.host()
                                + (mode.equals("enforce") ? ": others do not send to it" : ""),
                        "add a line to the policy: mx: " + mx.host() + ", and change the id in the DNS"));
            }
        }
        return findings.isEmpty() ? List.of(Finding.ok(domain + " has an MTA-STS policy (" + mode + ")")) : findings;
    }

    // RFC 8461 §4.1: a wildcard stands for one label at the left.
    private static boolean fits(String pattern, String host) {
        return pattern.startsWith("*.")
                ? host.indexOf('.') > 0 && host.substring(host.indexOf('.')).equals(pattern.substring(1))
                : pattern.equals(host);
    }

    /// Fetches policies.
    interface Policies {
        /// @throws IOException with a sentence
        String fetch(Domain domain) throws IOException;
    }
}
