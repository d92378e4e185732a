package org.postrider.dist.setup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.postrider.api.config.HostPort;
import org.postrider.api.mail.Domain;
import org.postrider.kernel.boot.HomeSettings;
import org.postrider.kernel.boot.HomeSettings.Encryption;
import org.postrider.kernel.boot.HomeSettings.Listener;

/// The records that a server's owner publishes in the domain name system, in the form of a zone file.
public final class DnsRecords {
    private final HomeSettings settings;
    private final String host;

    public DnsRecords(HomeSettings settings) {
        this.settings = settings;
        this.host = settings.server().hostname().name() + ".";
    }

    /// Those of the server itself.
    ///
    /// @throws IOException where there is a certificate that cannot be read
    public List<Line> ofServer() throws IOException {
        List<Line> lines = new ArrayList<>();
        lines.add(Line.comment(
                "the server: its public addresses (AAAA where it has IPv6). Whoever gave you them sets their"
                        + " reverse names (PTR) to " + host));
        lines.add(Line.comment(host + " A 192.0.2.1"));
        Optional<String> key = keyDigest();
        if (key.isPresent()) {
            // RFC 7672 §3.1: usage 3 (this key), selector 1 (the key alone), matching 1 (SHA-256).
            lines.add(Line.comment("only where the zone is signed (DNSSEC), and the key stays the same at renewals"));
            lines.add(Line.comment("_25._tcp." + host + " TLSA 3 1 1 " + key.get()));
        }
        return lines;
    }

    /// Those of a local domain.
    public List<Line> of(Domain domain) {
        String name = domain + ".";
        List<Line> lines = new ArrayList<>();
        lines.add(Line.comment(domain + ": where its mail goes, who may send in its name, what to do with forgeries"));
        lines.add(new Line(name, "MX", "10 " + host));
        lines.add(new Line(name, "TXT", "\"v=spf1 mx -all\""));
        lines.add(new Line("_dmarc." + name, "TXT", "\"v=DMARC1; p=none; rua=mailto:postmaster@" + domain + "\""));
        lines.add(Line.comment("how mail programs find the server"));
        // RFC 6186 §3.4: the target "." says that there is no such service. RFC 8314 §5.1: TLS from the first octet
        // comes
        // first.
        lines.add(service("_submissions._tcp.", name, "submission", Encryption.IMPLICIT, 0));
        lines.add(service("_submission._tcp.", name, "submission", Encryption.STARTTLS, 10));
        lines.add(service("_imaps._tcp.", name, "imap", Encryption.IMPLICIT, 0));
        lines.add(service("_imap._tcp.", name, "imap", Encryption.STARTTLS, 10));
        lines.add(service("_pop3s._tcp.", name, "pop3", Encryption.IMPLICIT, 20));
        lines.add(service("_pop3._tcp.", name, "pop3", Encryption.STARTTLS, 30));
        return lines;
    }

    private Line service(String service, String domain, String protocol, Encryption encryption, int priority) {
        OptionalInt port = settings.listeners().stream()
                .filter(listener -> listener.protocol().equals(protocol) && listener.encryption() == encryption)
                .map(Listener::bind)
                .flatMap(List::stream)
                .filter(Predicate.not(HostPort::isPath))
                .mapToInt(bind -> bind.portOr(0))
                .filter(number -> number > 0)
                .findFirst();
        return new Line(
                service + domain,
                "SRV",
                port.isPresent() ? priority + " 1 " + port.getAsInt() + " " + host : "0 0 0 .");
    }

    // Of the key of the server's certificate; empty where there is none yet.
    private Optional<String> keyDigest() throws IOException {
        Path file = settings.tls().certificate();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] key = CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getPublicKey()
                    .getEncoded();
            return Optional.of(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key)));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// A line of a zone file.
    ///
    /// @param name with a dot at its end; empty for a comment
    public record Line(String name, String type, String value) {
        static Line comment(String text) {
            return new Line("", "", text);
        }

        public boolean isComment() {
            return name.isEmpty();
        }

        @Override
        public String toString() {
            return isComment() ? "; " + value : name + " " + type + " " + value;
        }
    }
}
