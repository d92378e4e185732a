package org.postrider.kernel.boot;

import java.util.List;
import org.postrider.api.net.ListenerInfo;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.directory.DirectoryEntry;
import org.postrider.kernel.outbound.Routes;

/// All of `conf` that the server reads when it starts, checked.
///
/// @param store whose `type` names the store
/// @param search whose `type` names the search index
/// @param transports each with the `name` of a transport
/// @param observers each with the `class` of an observer
/// @param directories beside that of `users.xml`
/// @param pipeline the root of `pipeline.xml`
/// @param routes those of `routes.xml`
record Configuration(
        ServerConfig server,
        ConfigElement store,
        ConfigElement search,
        List<ConfigElement> transports,
        List<ConfigElement> observers,
        List<Keeping> directories,
        List<Listening> listeners,
        ConfigElement pipeline,
        Routes routes) {
    Configuration {
        transports = List.copyOf(transports);
        observers = List.copyOf(observers);
        directories = List.copyOf(directories);
        listeners = List.copyOf(listeners);
    }

    /// A place where users are kept.
    ///
    /// @param element holds the options of its type too
    record Keeping(DirectoryEntry entry, ConfigElement element) {}

    /// A listener.
    ///
    /// @param element holds the options of its protocol too
    record Listening(ListenerConfig config, ConfigElement element) {
        ListenerInfo info() {
            return new ListenerInfo(config.name(), config.protocol(), config.tls() == ListenerConfig.Tls.IMPLICIT);
        }
    }
}
