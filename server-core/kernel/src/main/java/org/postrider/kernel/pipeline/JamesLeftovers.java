package org.postrider.kernel.pipeline;

import java.util.Map;
import java.util.Optional;

/// What stands in a `mailetcontainer.xml` of Apache James around and beside the mailets, and where it belongs here.
final class JamesLeftovers {
    private static final Map<String, String> ADVICE = Map.of(
            "context", "the postmaster stands in server.xml: <server postmaster=\"...\">",
            "spooler", "how accepted mail is worked on stands in server.xml: <spool>",
            "processors", "the <processor> elements stand in <pipeline> itself",
            "mailetpackages", "remove it: mailets are known by their names, not by packages",
            "matcherpackages", "remove it: matchers are known by their names, not by packages",
            "mailetpackage", "remove it: mailets are known by their names, not by packages",
            "matcherpackage", "remove it: matchers are known by their names, not by packages",
            "enableJmx", "remove it: there is no JMX, each mailet is counted in: postrider metrics");

    private JamesLeftovers() {}

    static Optional<String> advice(String name) {
        return Optional.ofNullable(ADVICE.get(name));
    }
}
