package org.postrider.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Describes a component of a configuration record, which is an option of the same name in the XML.
///
/// A configuration record is a record whose components have one of these types: `String`, `int`, `long`, `boolean`,
/// an enum (written in lower case, `-` for `_`), `Duration` (`30s`, `5m`, `4h`, `5d`), [ByteSize] (`50MiB`), `Path`
/// (relative to the server's home), `InetAddress`, [HostPort], [Network], [Secret],
/// [org.postrider.api.mail.MailAddress], [org.postrider.api.mail.Domain], [org.postrider.api.mail.Reply],
/// [org.postrider.api.pipeline.ProcessorName], [org.postrider.api.repository.RepositoryName], `Pattern`, another
/// configuration record (a nested element), `Optional` of one of these, or `List` of one of these (the element
/// repeated, or for simple types one element with commas).
/// A simple value stands in an attribute or in a child element of the component's name:
///
/// ```xml
/// <mailet match="All" class="SetHeader"><name>X-Seen-By</name><value>postrider</value></mailet>
/// ```
///
/// An option that is not `Optional`, not a `List` and has no [#defaultValue()] must be given. The compact constructor
/// may check values together; the message of an `IllegalArgumentException` from there is shown with the element's
/// place in the file.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
    /// What stands for "no default".
    String NONE = "\0";

    /// What the option does, in one or two sentences, for the reference and the comments of the default files.
    String doc();

    /// The value where the option is not given, as it would be written.
    String defaultValue() default NONE;
}
