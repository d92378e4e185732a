package org.postrider.kernel.plugin;

/// A part of a plugin failed in a way that no part may: the cause is an `Error`.
public final class PluginFaultException extends RuntimeException {
    PluginFaultException(LoadedPlugin plugin, Throwable cause) {
        super("the plugin " + plugin + " failed: " + PluginFault.describe(cause), cause);
    }
}
