package org.postrider.dist.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.kernel.boot.HomeCreator;
import org.postrider.kernel.boot.HomeSettings;

/// What a new server's owner is told to publish.
class DnsRecordsTest {
    @TempDir
    private Path folder;

    @Test
    void aDomainGetsMxSpfDmarcAndTheServicesForMailPrograms() throws Exception {
        HomeCreator.create(folder.resolve("home"), "mx.example.org", "example.org", OptionalInt.empty());
        HomeSettings settings = HomeSettings.read(folder.resolve("home"));

        assertThat(new DnsRecords(settings).of(settings.domains().getFirst()))
                .extracting(DnsRecords.Line::toString)
                .filteredOn(line -> !line.startsWith(";"))
                .containsExactly(
                        "example.org. MX 10 mx.example.org.",
                        "example.org. TXT \"v=spf1 mx -all\"",
                        "_dmarc.example.org. TXT \"v=DMARC1; p=none; rua=mailto:postmaster@example.org\"",
                        "_submissions._tcp.example.org. SRV 0 1 465 mx.example.org.",
                        "_submission._tcp.example.org. SRV 10 1 587 mx.example.org.",
                        "_imaps._tcp.example.org. SRV 0 1 993 mx.example.org.",
                        "_imap._tcp.example.org. SRV 10 1 143 mx.example.org.",
                        "_pop3s._tcp.example.org. SRV 20 1 995 mx.example.org.",
                        "_pop3._tcp.example.org. SRV 30 1 110 mx.example.org.");
    }
}
