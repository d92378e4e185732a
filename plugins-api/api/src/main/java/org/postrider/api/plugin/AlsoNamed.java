package org.postrider.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Second names of a mailet or matcher, besides its simple class name: what it is called in other servers, or was
/// called in earlier versions. Each is unique as names are.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AlsoNamed {
    String[] value();
}
