package org.postrider.dist.doctor;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.postrider.dist.doctor.Answers.UnansweredException;

/// Whether the server's name leads to its addresses and these back to the name: without that many hosts refuse its mail
/// (RFC 1912 §2.1).
final class ReverseNameCheck implements Check {
    @Override
    public String name() {
        return "DNS: host name and PTR";
    }

    @Override
    public List<Finding> examine(Patient patient) {
        String host = patient.settings().server().hostname().name();
        try {
            List<InetAddress> addresses = Answers.records(patient.dns().addresses(host));
            if (addresses.isEmpty()) {
                return List.of(Finding.fault(
                        "the host name " + host + " has no address",
                        "publish in the DNS: " + host
                                + ". A ADDRESS (and AAAA for IPv6), or mend <hostname> in server.xml"));
            }
            List<Finding> findings = new ArrayList<>();
            for (InetAddress address : addresses) {
                findings.add(examine(host, address, patient));
            }
            return findings;
        } catch (UnansweredException e) {
            return List.of(e.finding(host));
        }
    }

    private static Finding examine(String host, InetAddress address, Patient patient) throws UnansweredException {
        String text = Answers.text(address);
        if (Answers.isPrivate(address)) {
            return Finding.warning(
                    host + " has the address " + text + ", which the world cannot reach",
                    "publish its public address where others ask; leave it where this server is for a private network");
        }
        List<String> names = Answers.records(patient.dns().names(address));
        String ask = "ask who gave you the address (your provider) to set its reverse name (PTR) to " + host;
        if (names.isEmpty()) {
            return Finding.fault(text + " has no name: many hosts refuse mail from it", ask);
        }
        for (String name : names) {
            if (Answers.records(patient.dns().addresses(name)).contains(address)) {
                return name.equals(host)
                        ? Finding.ok(text + " has the name " + host + ", which leads back to it")
                        : Finding.warning(
                                text + " has the name " + name + ", but the server calls itself " + host,
                                ask + ", or <hostname> in server.xml to " + name);
            }
        }
        return Finding.fault(text + " has the name " + names.getFirst() + ", which does not lead back to it", ask);
    }
}
