/// The grammar of IMAP (RFC 3501 §9, RFC 9051 §9): octets in, values or a syntax error out; no input, no output.
@NullMarked
package org.postrider.imap.syntax;

import org.jspecify.annotations.NullMarked;
