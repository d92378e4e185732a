/// Matchers that look at the structure of a message: one pass over it, that keeps nothing but headers of parts.
/// [org.postrider.mailets.body.BodyParts] names them.
@NullMarked
package org.postrider.mailets.body;

import org.jspecify.annotations.NullMarked;
