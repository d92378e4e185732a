/// The grammar of SMTP (RFC 5321 §4.1): octets in, a value or a refusal out; no I/O, no state.
///
/// [org.postrider.smtp.syntax.CommandParser] reads what a client says, [org.postrider.smtp.syntax.ReplyLine] what a
/// server answers.
@NullMarked
package org.postrider.smtp.syntax;

import org.jspecify.annotations.NullMarked;
