/// Reads the MIME structure of a message (RFC 2045, RFC 2046) without changing an octet.
@NullMarked
package org.postrider.mime;

import org.jspecify.annotations.NullMarked;
