package org.postrider.kernel.plugin;

import java.util.concurrent.Callable;
import org.postrider.kernel.memory.OutOfMemory;
import org.slf4j.MDC;

/// The gate through which every call from the server into a plugin's part goes.
///
/// Inside, the thread's context class loader is the plugin's, and the log lines carry its name. What the plugin throws
/// is its own fault: an `Error` comes out as [PluginFaultException], so that it cannot end the server's thread; only
/// failures of the Java machine itself pass. That memory ran out is the fault of whoever asked for too much.
public final class PluginBoundary {
    private static final String MDC_PLUGIN = "plugin";

    private PluginBoundary() {}

    /// Runs `work` inside the plugin.
    ///
    /// @throws PluginFaultException where `work` threw an `Error`
    /// @throws Exception what `work` threw
    public static <T> T call(LoadedPlugin plugin, Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        String outer = MDC.get(MDC_PLUGIN);
        thread.setContextClassLoader(plugin.loader());
        MDC.put(MDC_PLUGIN, plugin.name());
        try {
            return work.call();
        } catch (StackOverflowError e) {
            throw new PluginFaultException(plugin, e);
        } catch (OutOfMemoryError e) {
            OutOfMemory.checkPlugin(e);
            throw new PluginFaultException(plugin, e);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Error e) {
            throw new PluginFaultException(plugin, e);
        } finally {
            thread.setContextClassLoader(before);
            if (outer == null) {
                MDC.remove(MDC_PLUGIN);
            } else {
                MDC.put(MDC_PLUGIN, outer);
            }
        }
    }
}
