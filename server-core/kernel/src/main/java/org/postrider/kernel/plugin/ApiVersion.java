package org.postrider.kernel.plugin;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of the plugin API.
record ApiVersion(int major, int minor) {
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})");

    static Optional<ApiVersion> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        return matcher.matches()
                ? Optional.of(new ApiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /// Whether a plugin that was compiled with `built` runs here.
    boolean runs(ApiVersion built) {
        return built.major == major && built.minor <= minor;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
