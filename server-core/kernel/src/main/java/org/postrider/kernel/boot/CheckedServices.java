package org.postrider.kernel.boot;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.ConfigElement.Attribute;
import org.postrider.kernel.config.Location;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.outbound.Routes;
import org.postrider.kernel.plugin.PluginCatalog;
import org.postrider.kernel.plugin.PluginFolder;

/// What a server would offer to the parts of plugins, without a server: its own modules, in Guice's stage for
/// tools, in
/// which bindings can be looked at and nothing can be made. What a constructor may ask for is decided by it, so
/// that a
/// check and a start agree.
public final class CheckedServices {
    private CheckedServices() {}

    /// The folder of plugins of a home.
    public static PluginFolder plugins(Path home) {
        return new PluginFolder(home.resolve("plugins"), of(home));
    }

    static Injector of(Path home) {
        Problems problems = new Problems();
        Configuration configuration = unwritten(home, problems);
        PluginCatalog catalog = PluginCatalog.of(List.of(), problems);
        List<Module> modules = new ArrayList<>(PostriderServer.modules(home, configuration, catalog, problems));
        modules.add(binder -> binder.bind(JournalLedger.class).toProvider(() -> {
            throw new IllegalStateException("there is no journal where a server is only checked");
        }));
        return Guice.createInjector(Stage.TOOL, modules);
    }

    // Options do not change what is bound.
    private static Configuration unwritten(Path home, Problems problems) {
        Location place = Location.of(home);
        List<Attribute> needed = List.of(new Attribute("hostname", "localhost", place));
        ConfigElement element = new ConfigElement("server", place, needed, List.of(), "");
        ServerConfig server = new RecordBinder(home)
                .bind(element, ServerConfig.class, problems)
                .orElseThrow(() -> new IllegalStateException(problems.list().toString()));
        return new Configuration(
                server, element, element, List.of(), List.of(), List.of(), List.of(), element, Routes.none());
    }
}
