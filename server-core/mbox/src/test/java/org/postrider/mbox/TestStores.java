package org.postrider.mbox;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.DerivedField;
import org.postrider.storefiles.Durability;
import org.postrider.storefiles.SyncFs;

/// Stores for tests, which look after themselves only when they are told.
final class TestStores {
    private TestStores() {}

    static MboxStore store(Path home, List<DerivedField> fields) {
        return store(home, fields, new Durability(SyncFs.find()), 500);
    }

    static MboxStore store(Path home, List<DerivedField> fields, Durability durability, int openMax) {
        MboxConfig config = new MboxConfig(
                Path.of("mail"), true, Duration.ofDays(1), Duration.ofSeconds(20), Duration.ofMinutes(10));
        ServerInfo server = new ServerInfo(
                Domain.parse("mx.example.test"),
                Domain.parse("example.test"),
                MailAddress.parse("postmaster@example.test"),
                "test",
                home);
        return new MboxStore(config, server, InstantSource.system(), fields, durability, openMax);
    }

    /// What `/proc` says is not to be had where there is no syncfs.
    static Durability withoutSyncFs() {
        return new Durability(Optional.empty());
    }
}
