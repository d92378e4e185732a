package org.postrider.kernel.plugin;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Loads a plugin's classes from its jars, the shared ones from the server, and nothing else.
final class PluginClassLoader extends URLClassLoader {
    // What plugins and the server exchange must be the same classes on both sides.
    private static final List<String> SHARED = List.of(
            "org.postrider.api.",
            "org.postrider.mime.",
            "jakarta.mail.",
            "jakarta.activation.",
            "jakarta.inject.",
            "org.slf4j.",
            "org.jspecify.");

    private final LongAdder classes = new LongAdder();

    static {
        registerAsParallelCapable();
    }

    PluginClassLoader(String name, URL[] jars, ClassLoader server) {
        super(name, jars, new SharedClassLoader(server));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        Class<?> found = super.findClass(name);
        classes.increment();
        return found;
    }

    /// How many classes it has loaded. The counter knows nothing of the loader, and does not keep it.
    LongAdder classes() {
        return classes;
    }

    static boolean isShared(String className) {
        return SHARED.stream().anyMatch(className::startsWith);
    }

    // Its parent is the JDK's loader, so that nothing of the class path shows but what is shared.
    private static final class SharedClassLoader extends ClassLoader {
        private final ClassLoader server;

        SharedClassLoader(ClassLoader server) {
            super("postrider-shared", getPlatformClassLoader());
            this.server = server;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (isShared(name)) {
                return server.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
