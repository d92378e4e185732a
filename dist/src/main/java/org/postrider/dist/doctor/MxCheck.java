package org.postrider.dist.doctor;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.postrider.api.dns.Dns;
import org.postrider.api.mail.Domain;
import org.postrider.dist.doctor.Answers.UnansweredException;

/// Whether others find this server when they have mail for its domains (RFC 5321 §5.1).
final class MxCheck extends DomainCheck {
    @Override
    public String name() {
        return "DNS: MX";
    }

    @Override
    List<Finding> examine(Domain domain, Patient patient) throws UnansweredException {
        String host = patient.settings().server().hostname().name();
        String publish = "publish in the DNS: " + domain + ". MX 10 " + host + ".";
        List<Dns.Mx> records = Answers.records(patient.dns().mx(domain)).stream()
                .sorted(Comparator.comparingInt(Dns.Mx::preference))
                .toList();
        if (records.isEmpty()) {
            return List.of(without(domain, patient, publish));
        }
        // RFC 7505 §3: the domain says that it takes no mail.
        if (records.stream().anyMatch(Dns.Mx::isNull)) {
            return List.of(Finding.fault(domain + " has a null MX: it says that it takes no mail", publish));
        }
        List<Finding> findings = new ArrayList<>();
        for (Dns.Mx mx : records) {
            lost(domain, mx, patient, findings);
        }
        String all =
                records.stream().map(mx -> mx.preference() + " " + mx.host()).collect(Collectors.joining(", "));
        if (records.stream().noneMatch(mx -> mx.host().equals(host))) {
            findings.add(Finding.warning(
                    "mail for " + domain + " goes to " + all + ", and not to " + host,
                    publish + "; leave it where those hosts hand the mail on to this one"));
        } else if (findings.isEmpty()) {
            findings.add(Finding.ok("mail for " + domain + " goes to " + all));
        }
        return findings;
    }

    private static Finding without(Domain domain, Patient patient, String publish) throws UnansweredException {
        List<InetAddress> addresses = Answers.records(patient.dns().addresses(domain.name()));
        // RFC 5321 §5.1: without an MX record the address of the domain itself is taken.
        return addresses.isEmpty()
                ? Finding.fault(domain + " has no MX record and no address: nobody can send mail to it", publish)
                : Finding.warning(
                        domain + " has no MX record: mail goes to its address " + Answers.text(addresses.getFirst()),
                        publish);
    }

    private static void lost(Domain domain, Dns.Mx mx, Patient patient, List<Finding> findings)
            throws UnansweredException {
        if (mx.host().matches("[0-9.]+")) {
            // RFC 5321 §5.1: an MX record names a host.
            findings.add(Finding.fault(
                    "the MX record of " + domain + " has the address " + mx.host() + " where a name must stand",
                    "give that host a name with an A record, and name it in the MX record"));
        } else if (Answers.records(patient.dns().addresses(mx.host())).isEmpty()) {
            findings.add(Finding.fault(
                    "the MX host " + mx.host() + " of " + domain + " has no address",
                    "publish in the DNS: " + mx.host() + ". A ADDRESS, or take it out of the MX records"));
        }
    }
}
