package org.postrider.kernel.plugin;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/// Sentences about what a plugin did wrong.
final class PluginFault {
    private PluginFault() {}

    /// The end of a sentence that begins with the plugin's or class's name.
    static String sentence(Throwable thrown) {
        Throwable cause = cause(thrown);
        return switch (cause) {
            case LinkageError linkage -> linkage(linkage);
            case PluginTimeoutException tooLong -> "hangs: " + tooLong.getMessage();
            default -> "failed: " + describe(cause);
        };
    }

    private static String exit(String call) {
        return "called " + call + ", which would end the whole server and is kept from it; a plugin throws instead";
    }

    static String linkage(LinkageError e) {
        Optional<String> exit = ExitCalls.calledBy(cause(e));
        if (exit.isPresent()) {
            return exit(exit.get());
        }
        return switch (e) {
            case UnsupportedClassVersionError newer ->
                "was compiled for a newer Java than this server runs on; update Java or get an older version";
            case NoClassDefFoundError missing ->
                "uses the class " + String.valueOf(missing.getMessage()).replace('/', '.')
                        + ", which is neither in the plugin nor among what plugins see; add its jar to the plugin, or get"
                        + " a version that was built for this version of the API";
            case ExceptionInInitializerError failed -> "failed while it was loaded: " + describe(failed);
            default -> "was built for another version of the API (" + e + "); get one for this version";
        };
    }

    static String describe(Throwable thrown) {
        Throwable cause = cause(thrown);
        Optional<String> exit = ExitCalls.calledBy(cause);
        if (exit.isPresent()) {
            return "it " + exit(exit.get());
        }
        return cause.getMessage() == null
                ? cause.getClass().getName()
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static Throwable cause(Throwable thrown) {
        boolean wrapper = thrown instanceof InvocationTargetException
                || thrown instanceof PluginFaultException
                || thrown instanceof ExceptionInInitializerError;
        return wrapper && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
