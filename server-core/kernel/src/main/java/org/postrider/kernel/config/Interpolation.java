package org.postrider.kernel.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.configuration2.interpol.ConfigurationInterpolator;
import org.apache.commons.configuration2.interpol.DefaultLookups;
import org.apache.commons.configuration2.interpol.InterpolatorSpecification;

/// Replaces `${env:NAME}`, `${sys:NAME}` and `${file:UTF-8:/path}`, with a default after `:-`.
///
/// Only these: the library's other look-ups run scripts and fetch from the network.
final class Interpolation {
    private static final Pattern LEFT = Pattern.compile("(?<!\\$)\\$\\{((?:env|sys|file):[^}]*)}");

    private final ConfigurationInterpolator interpolator =
            ConfigurationInterpolator.fromSpecification(new InterpolatorSpecification.Builder()
                    .withPrefixLookups(Map.of(
                            "env", DefaultLookups.ENVIRONMENT.getLookup(),
                            "sys", DefaultLookups.SYSTEM_PROPERTIES.getLookup(),
                            "file", DefaultLookups.FILE.getLookup()))
                    .create());
    private final Problems problems;

    Interpolation(Problems problems) {
        this.problems = problems;
    }

    String apply(String text, Location location) {
        if (!text.contains("${")) {
            return text;
        }
        try {
            String replaced = String.valueOf(interpolator.interpolate(text));
            Matcher left = LEFT.matcher(replaced);
            if (left.find() && !text.contains("$${")) {
                problems.add(
                        location,
                        "${" + left.group(1) + "} has no value: set it, or give a default as in ${" + left.group(1)
                                + ":-default}");
            }
            return text.contains("${file:") ? replaced.stripTrailing() : replaced;
        } catch (IllegalArgumentException | IllegalStateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            problems.add(location, "'" + text + "' cannot be replaced: " + cause);
            return text;
        }
    }
}
