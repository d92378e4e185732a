package org.postrider.kernel.pipeline;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.postrider.api.config.Option;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.plugin.ComponentClass;

/// What [EndsTheWay] says of a mailet, with the options that it has at one place.
public final class MailetEnds {
    private MailetEnds() {}

    /// True where it lets no mail go on.
    public static boolean endsTheWay(ComponentClass<Mailet> mailet, ConfigElement element) {
        EndsTheWay ends = mailet.type().getAnnotation(EndsTheWay.class);
        return ends != null && (ends.unless().isEmpty() || !isTrue(ends.unless(), mailet, element));
    }

    /// True where it does nothing but send mail to the processors that its options name.
    static boolean onlyLeads(ComponentClass<Mailet> mailet) {
        EndsTheWay ends = mailet.type().getAnnotation(EndsTheWay.class);
        return (ends != null && !ends.leadsTo().isEmpty())
                || mailet.config().filter(ProcessorOptions::areAll).isPresent();
    }

    private static boolean isTrue(String option, ComponentClass<Mailet> mailet, ConfigElement element) {
        // As an attribute, or as Apache James has it, as a child.
        Optional<String> given = Stream.concat(
                        element.attribute(option).map(ConfigElement.Attribute::value).stream(),
                        element.children(option).stream().map(ConfigElement::text))
                .findFirst();
        return given.or(() -> standard(option, mailet))
                .map(String::strip)
                .orElse("")
                .equals("true");
    }

    private static Optional<String> standard(String option, ComponentClass<Mailet> mailet) {
        return mailet.config().stream()
                .flatMap(config -> Arrays.stream(config.getRecordComponents()))
                .filter(component -> component.getName().equals(option))
                .map(component -> component.getAnnotation(Option.class).defaultValue())
                .findFirst();
    }
}
