package org.postrider.kernel.config;

import java.util.List;
import java.util.Optional;

/// An option of a configuration record.
///
/// @param type in words
/// @param values all that it may have, where they are few; else empty
/// @param xsd its type in a schema; meaningless where `nested` is there
/// @param defaultValue as it would be written
/// @param required whether it must be given
/// @param repeatable whether it may be given several times
/// @param nested the record of a nested element
public record OptionDoc(
        String name,
        String type,
        List<String> values,
        String xsd,
        Optional<String> defaultValue,
        boolean required,
        boolean repeatable,
        Optional<Class<? extends Record>> nested,
        String doc) {
    public OptionDoc {
        values = List.copyOf(values);
    }
}
