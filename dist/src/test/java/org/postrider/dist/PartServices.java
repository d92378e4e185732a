package org.postrider.dist;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import java.nio.file.Path;
import java.time.InstantSource;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.RecipientCheck;
import org.postrider.api.directory.RewriteTable;
import org.postrider.api.dns.Dns;
import org.postrider.api.event.EventLog;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.repository.Repositories;
import org.postrider.api.spool.Spool;
import org.postrider.api.store.MailStore;
import org.postrider.kernel.metrics.ServerMetrics;
import org.postrider.kernel.repository.FileRepositories;
import org.postrider.kernel.state.StateFolders;
import org.postrider.testkit.FakeDns;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.MemorySpool;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.RecordedEvents;

/// The services that mailets and matchers ask for, in memory: enough of a server for a pipeline.
public final class PartServices {
    private PartServices() {}

    /// @param home for what mailets keep
    public static Injector of(Path home, InstantSource clock) {
        MemoryDirectory directory =
                new MemoryDirectory().user("bob@example.org", "").user("postmaster@example.org", "");
        ServerInfo server = new ServerInfo(
                Domain.parse("mx.example.org"),
                Domain.parse("example.org"),
                MailAddress.parse("postmaster@example.org"),
                "1",
                home);
        return Guice.createInjector(new AbstractModule() {
            @Override
            protected void configure() {
                bind(ServerInfo.class).toInstance(server);
                bind(Directory.class).toInstance(directory);
                bind(RewriteTable.class).toInstance(directory);
                bind(RecipientCheck.class).toInstance(directory);
                bind(Dns.class).toInstance(new FakeDns());
                bind(Spool.class).toInstance(new MemorySpool());
                bind(MailStore.class).toInstance(new MemoryStore(clock));
                bind(EventLog.class).toInstance(new RecordedEvents());
                bind(InstantSource.class).toInstance(clock);
                bind(Repositories.class).toInstance(new FileRepositories(home.resolve("repositories")));
                bind(ServerMetrics.class);
                bind(StateFolders.class).toInstance(new StateFolders(home.resolve("state")));
            }
        });
    }
}
