package org.postrider.lucene;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes threads leave the processor to those that answer somebody. Java's thread priorities do nothing on Linux;
/// `setpriority(2)` does, which takes the number 0 for the calling thread.
final class LowPriority {
    private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);
    private static final int PRIO_PROCESS = 0;
    private static final int NICE = 10;

    private LowPriority() {}

    /// A maker of such threads.
    static ThreadFactory threads(String name) {
        ThreadFactory plain = Thread.ofPlatform().daemon().name(name, 1).factory();
        Optional<MethodHandle> setPriority = find();
        return work -> plain.newThread(() -> {
            setPriority.ifPresent(LowPriority::lower);
            work.run();
        });
    }

    private static void lower(MethodHandle setPriority) {
        try {
            int _ = (int) setPriority.invokeExact(PRIO_PROCESS, 0, NICE);
        } catch (Throwable e) {
            LOG.debug(
                    "the priority of {} stays as it is", Thread.currentThread().getName(), e);
        }
    }

    @SuppressWarnings("restricted") // the launcher allows native access
    private static Optional<MethodHandle> find() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return Optional.empty();
        }
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("setpriority")
                .map(found -> linker.downcallHandle(
                        found,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT)));
    }
}
