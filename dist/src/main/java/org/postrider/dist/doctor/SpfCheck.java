package org.postrider.dist.doctor;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.postrider.api.dns.Dns;
import org.postrider.api.mail.Domain;
import org.postrider.dist.doctor.Answers.UnansweredException;
import org.postrider.dist.doctor.SpfRecord.Result;

/// Whether the domains' SPF records let this server send (RFC 7208).
final class SpfCheck extends DomainCheck {
    @Override
    public String name() {
        return "DNS: SPF";
    }

    @Override
    List<Finding> examine(Domain domain, Patient patient) throws UnansweredException {
        List<String> records = SpfRecord.of(domain.name(), patient.dns());
        if (records.isEmpty()) {
            return List.of(Finding.warning(
                    domain + " has no SPF record: others cannot tell its mail from forged mail",
                    "publish in the DNS: " + domain + ". TXT \"v=spf1 mx -all\""));
        }
        // RFC 7208 §4.5: more than one is a permanent error.
        if (records.size() > 1) {
            return List.of(Finding.fault(
                    domain + " has " + records.size() + " SPF records, of which none counts", "make one of them"));
        }
        return sent(domain, records.getFirst(), patient);
    }

    private static List<Finding> sent(Domain domain, String record, Patient patient) throws UnansweredException {
        List<Finding> findings = new ArrayList<>();
        Dns dns = patient.dns();
        String host = patient.settings().server().hostname().name();
        for (InetAddress address : Answers.records(dns.addresses(host))) {
            String text = Answers.text(address);
            String add = "add " + (text.contains(":") ? "ip6:" : "ip4:") + text + " (or mx) to it: " + record;
            findings.add(
                    switch (new SpfRecord(dns, address).check(domain.name())) {
                        case Result.Pass() -> Finding.ok(domain + " lets " + text + " send");
                        case Result.Fail() -> Finding.fault(domain + " says that " + text + " may not send", add);
                        case Result.SoftFail() ->
                            Finding.warning(domain + " says that " + text + " should not send", add);
                        case Result.Neutral() -> Finding.warning(domain + " does not name " + text, add);
                        case Result.Unknown(String why) ->
                            Finding.note(
                                    "whether " + domain + " lets " + text + " send cannot be told here: " + why,
                                    "send a mail to an account elsewhere and read Authentication-Results in it");
                        case Result.Broken(String why) ->
                            Finding.fault(
                                    "the SPF record of " + domain + " does not count: " + why, "mend it: " + record);
                    });
        }
        if (SpfRecord.letsEverybody(record)) {
            findings.add(Finding.fault(
                    "the SPF record of " + domain + " lets everybody send in its name", "end it with -all: " + record));
        }
        return findings;
    }
}
