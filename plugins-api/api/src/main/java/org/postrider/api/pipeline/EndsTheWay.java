package org.postrider.api.pipeline;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a mailet that never answers [Outcome.Continue]: behind it nothing is left.
///
/// The last mailet of each processor must be one, with the matcher `All`: so no mail can fall off the end of a
/// processor, and the configuration that would let it is refused.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EndsTheWay {
    /// The name of an option that is true or false: where it is true the mailet lets mail go on.
    String unless() default "";

    /// The name of an option of the type [ProcessorName]: to that processor the mailet sends all mail.
    String leadsTo() default "";
}
