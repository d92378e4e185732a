package org.postrider.kernel.plugin;

/// A part of a plugin did not come back in time.
public final class PluginTimeoutException extends Exception {
    PluginTimeoutException(String message) {
        super(message);
    }
}
