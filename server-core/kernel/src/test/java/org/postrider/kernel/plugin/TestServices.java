package org.postrider.kernel.plugin;

import com.google.inject.Guice;
import com.google.inject.Injector;
import org.postrider.kernel.metrics.ServerMetrics;

/// The least that parts of plugins are made with: no services but what plugins count.
public final class TestServices {
    private TestServices() {}

    public static Injector none() {
        return Guice.createInjector(binder -> binder.bind(ServerMetrics.class));
    }
}
