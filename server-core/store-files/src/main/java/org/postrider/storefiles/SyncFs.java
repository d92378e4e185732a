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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Linux' `syncfs(2)`: makes everything on a file system durable with one call, where forcing thousands of files one
/// after
/// another takes seconds. Reached through the foreign function API.
public final class SyncFs {
    private static final Logger LOG = LoggerFactory.getLogger(SyncFs.class);

    private final MethodHandle open;
    private final MethodHandle syncfs;
    private final MethodHandle close;

    private SyncFs(MethodHandle open, MethodHandle syncfs, MethodHandle close) {
        this.open = open;
        this.syncfs = syncfs;
        this.close = close;
    }

    /// Empty where the operating system has no such call.
    @SuppressWarnings("restricted") // the launcher allows native access
    public static Optional<SyncFs> find() {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        if (library.find("syncfs").isEmpty()) {
            return Optional.empty();
        }
        FunctionDescriptor oneInt = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        FunctionDescriptor opening =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        try {
            return Optional.of(new SyncFs(
                    linker.downcallHandle(
                            library.find("open").orElseThrow(), opening, Linker.Option.firstVariadicArg(2)),
                    linker.downcallHandle(library.find("syncfs").orElseThrow(), oneInt),
                    linker.downcallHandle(library.find("close").orElseThrow(), oneInt)));
        } catch (RuntimeException e) {
            LOG.info("syncfs(2) cannot be called here; files are forced one by one: {}", e.toString());
            return Optional.empty();
        }
    }

    /// Returns when everything on the file system of `folder` is on the disk.
    public void sync(Path folder) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) open.invokeExact(arena.allocateFrom(folder.toString()), 0);
            if (descriptor < 0) {
                throw new IOException(folder + " cannot be opened to sync its disk");
            }
            int result = (int) syncfs.invokeExact(descriptor);
            int _ = (int) close.invokeExact(descriptor);
            if (result != 0) {
                throw new IOException("the disk of " + folder + " did not take everything: syncfs failed");
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("syncfs cannot be called", e);
        }
    }
}
