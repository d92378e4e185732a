package org.postrider.kernel.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;
import org.postrider.kernel.metrics.LoadedClasses;

/// Loads a plugin's classes from its jars, the shared ones from the server, and nothing else.
///
/// Classes are read here and not by the class above, because some calls in them are changed: [ExitCalls]. The jars stay
/// open, so that one that is replaced while the server runs goes on as the one it was.
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

    private static final String GUICE = "com.google.inject.";

    private final LoadedClasses classes = new LoadedClasses();
    private final List<Jar> jars;
    private final boolean hasModules;

    static {
        registerAsParallelCapable();
    }

    private PluginClassLoader(String name, List<Jar> jars, ClassLoader server) {
        boolean hasModules = jars.stream().anyMatch(jar -> jar.file().getEntry(OwnModules.SERVICES) != null);
        super(name, jars.stream().map(Jar::url).toArray(URL[]::new), new SharedClassLoader(server, hasModules));
        this.jars = jars;
        this.hasModules = hasModules;
    }

    /// @throws IOException where a jar cannot be read; the message names it
    static PluginClassLoader open(String name, List<Path> files, ClassLoader server) throws IOException {
        List<Jar> jars = new ArrayList<>();
        try {
            for (Path file : files) {
                jars.add(Jar.open(file));
            }
            return new PluginClassLoader(name, List.copyOf(jars), server);
        } catch (IOException e) {
            for (Jar jar : jars) {
                jar.file().close();
            }
            throw e;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/') + ".class";
        try {
            for (Jar jar : jars) {
                JarEntry entry = jar.file().getJarEntry(path);
                if (entry != null) {
                    return defined(name, jar, entry);
                }
            }
        } catch (IOException | IllegalStateException e) {
            // The latter where the loader has been closed.
            throw new ClassNotFoundException(name, e);
        }
        throw new ClassNotFoundException(name);
    }

    private Class<?> defined(String name, Jar jar, JarEntry entry) throws IOException {
        byte[] classFile;
        try (InputStream in = jar.file().getInputStream(entry)) {
            classFile = in.readAllBytes();
        }
        definePackageOf(name, jar);
        byte[] harmless = ExitCalls.withoutThem(classFile);
        CodeSource source = new CodeSource(jar.url(), entry.getCodeSigners());
        Class<?> type = defineClass(name, harmless, 0, harmless.length, source);
        classes.add(classFile.length);
        return type;
    }

    private void definePackageOf(String className, Jar jar) {
        int dot = className.lastIndexOf('.');
        if (dot < 0 || getDefinedPackage(className.substring(0, dot)) != null) {
            return;
        }
        try {
            definePackage(className.substring(0, dot), jar.manifest().orElseGet(Manifest::new), jar.url());
        } catch (IllegalArgumentException e) {
            // Another thread has just done it.
            return;
        }
    }

    /// True for a plugin with Guice modules of its own: such a one shares Guice with the server.
    boolean hasModules() {
        return hasModules;
    }

    /// What it has loaded so far.
    LoadedClasses classes() {
        return classes;
    }

    @Override
    public void close() throws IOException {
        super.close();
        for (Jar jar : jars) {
            jar.file().close();
        }
    }

    static boolean isShared(String className) {
        return SHARED.stream().anyMatch(className::startsWith);
    }

    private record Jar(JarFile file, URL url, Optional<Manifest> manifest) {
        static Jar open(Path path) throws IOException {
            JarFile file = new JarFile(path.toFile(), true, ZipFile.OPEN_READ, JarFile.runtimeVersion());
            try {
                return new Jar(file, path.toUri().toURL(), Optional.ofNullable(file.getManifest()));
            } catch (IOException e) {
                file.close();
                throw e;
            }
        }
    }

    // Its parent is the JDK's loader, so that nothing of the class path shows but what is shared.
    private static final class SharedClassLoader extends ClassLoader {
        private final ClassLoader server;
        private final boolean withGuice;

        SharedClassLoader(ClassLoader server, boolean withGuice) {
            super("postrider-shared", getPlatformClassLoader());
            this.server = server;
            this.withGuice = withGuice;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (isShared(name) || (withGuice && name.startsWith(GUICE))) {
                return server.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
