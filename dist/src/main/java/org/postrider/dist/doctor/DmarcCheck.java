package org.postrider.dist.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.mail.Domain;
import org.postrider.dist.doctor.Answers.UnansweredException;

/// Whether the domains say what to do with forged mail (RFC 7489 §6.3).
final class DmarcCheck extends DomainCheck {
    @Override
    public String name() {
        return "DNS: DMARC";
    }

    @Override
    List<Finding> examine(Domain domain, Patient patient) throws UnansweredException {
        String name = "_dmarc." + domain;
        String publish = "publish in the DNS: " + name + ". TXT \"v=DMARC1; p=quarantine; rua=mailto:postmaster@"
                + domain + "\" (begin with p=none to watch first)";
        List<String> records = Answers.records(patient.dns().texts(name)).stream()
                .filter(text -> text.replace(" ", "").startsWith("v=DMARC1"))
                .toList();
        if (records.isEmpty()) {
            return List.of(Finding.warning(
                    domain + " has no DMARC record: large providers take its mail for suspect", publish));
        }
        // RFC 7489 §6.6.3: where there are several, none counts.
        if (records.size() > 1) {
            return List.of(Finding.fault(
                    domain + " has " + records.size() + " DMARC records, of which none counts", "keep one of them"));
        }
        return List.of(judged(domain, records.getFirst(), publish));
    }

    private static Finding judged(Domain domain, String record, String publish) {
        String policy = tag(record, "p").orElse("");
        return switch (policy) {
            case "quarantine", "reject" -> Finding.ok(domain + " asks others to " + policy + " forged mail");
            case "none" ->
                Finding.note(
                        domain + " lets forged mail through (p=none)",
                        "when the reports show that all own mail passes, write p=quarantine or p=reject");
            default -> Finding.fault("the DMARC record of " + domain + " has no p= that counts: " + record, publish);
        };
    }

    private static Optional<String> tag(String record, String tag) {
        for (String part : record.split(";")) {
            String[] pair = part.split("=", 2);
            if (pair.length == 2 && pair[0].strip().equals(tag)) {
                return Optional.of(pair[1].strip().toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }
}
