package org.postrider.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a part is for, for the reference page that `postrider plugin reference` makes. A jar has no comments; its
/// options
/// have [org.postrider.api.config.Option].
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface About {
    /// In a sentence or two, in Markdown.
    String value();

    /// Uses of it in the XML.
    String[] examples() default {};
}
