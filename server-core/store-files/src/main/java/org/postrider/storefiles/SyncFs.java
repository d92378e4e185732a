package org.postrider.storefiles;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Linux' `syncfs(2)`: makes everything on a file system durable with one call, where forcing thousands of files one
/// after another takes seconds. Reached through the foreign function API.
public final class SyncFs {
    private static final Logger LOG = LoggerFactory.getLogger(SyncFs.class);

    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

    private final MethodHandle open;
    private final MethodHandle syncfs;

    private SyncFs(MethodHandle open, MethodHandle syncfs) {
        this.open = open;
        this.syncfs = syncfs;
    }

    /// Empty where the operating system has no such call, or one that says nothing of failures: Linux before 5.8.
    @SuppressWarnings("restricted") // the launcher allows native access
    public static Optional<SyncFs> find() {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        if (library.find("syncfs").isEmpty() || !tellsOfFailures(System.getProperty("os.version", ""))) {
            return Optional.empty();
        }
        FunctionDescriptor oneInt = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        FunctionDescriptor opening =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        try {
            return Optional.of(new SyncFs(
                    linker.downcallHandle(
                            library.find("open").orElseThrow(), opening, Linker.Option.firstVariadicArg(2)),
                    linker.downcallHandle(library.find("syncfs").orElseThrow(), oneInt)));
        } catch (RuntimeException e) {
            LOG.info("syncfs(2) cannot be called here; files are forced one by one: {}", e.toString());
            return Optional.empty();
        }
    }

    /// @param kernel such as `6.1.0-18-amd64`
    static boolean tellsOfFailures(String kernel) {
        Matcher version = VERSION.matcher(kernel);
        if (!version.lookingAt()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        return major > 5 || (major == 5 && Integer.parseInt(version.group(2)) >= 8);
    }

    /// A disk, to be made durable from now on.
    ///
    /// @param folder on it
    Disk open(Path folder) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) open.invokeExact(arena.allocateFrom(folder.toString()), 0);
            if (descriptor < 0) {
                throw new IOException(folder + " cannot be opened to sync its disk");
            }
            return new Disk(folder, descriptor);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("open(2) cannot be called", e);
        }
    }

    /// One file system. It stays open as long as the process lives: the system tells each descriptor once of what could
    /// not be written since it was opened.
    final class Disk {
        private final Path folder;
        private final int descriptor;

        private Disk(Path folder, int descriptor) {
            this.folder = folder;
            this.descriptor = descriptor;
        }

        /// Returns when everything on the file system is on the disk.
        void sync() throws IOException {
            try {
                int result = (int) syncfs.invokeExact(descriptor);
                if (result != 0) {
                    throw new IOException("the disk of " + folder + " did not take everything: syncfs failed");
                }
            } catch (IOException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IOException("syncfs(2) cannot be called", e);
            }
        }
    }
}
