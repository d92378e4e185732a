package org.postrider.dist.doctor;

import java.util.ArrayList;
import java.util.List;
import org.postrider.api.mail.Domain;
import org.postrider.dist.doctor.Answers.UnansweredException;

/// Looks at the records of each local domain.
abstract class DomainCheck implements Check {
    /// More are not looked at: each takes some questions.
    static final int DOMAINS_MAX = 1000;

    @Override
    public final List<Finding> examine(Patient patient) {
        List<Domain> domains = patient.settings().domains();
        List<Finding> findings = new ArrayList<>();
        for (Domain domain : domains.subList(0, Math.min(DOMAINS_MAX, domains.size()))) {
            try {
                findings.addAll(examine(domain, patient));
            } catch (UnansweredException e) {
                // The others would wait as long.
                findings.add(e.finding(domain));
                return findings;
            }
        }
        if (domains.size() > DOMAINS_MAX) {
            findings.add(Finding.note(
                    "of " + domains.size() + " domains the first " + DOMAINS_MAX + " were looked at",
                    "look at the others with a tool for many domains"));
        }
        if (domains.isEmpty()) {
            findings.add(Finding.note(
                    "there is no domain whose mail ends here", "add one: postrider domain add example.org"));
        }
        return findings;
    }

    abstract List<Finding> examine(Domain domain, Patient patient) throws UnansweredException;
}
