/// Mailets that change the body of a message: only the parts that they are about, the others stay octet for octet.
/// Signed and encrypted messages are left alone. [org.postrider.mailets.content.ContentParts] names them.
@NullMarked
package org.postrider.mailets.content;

import org.jspecify.annotations.NullMarked;
