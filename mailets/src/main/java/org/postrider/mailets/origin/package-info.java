/// Matchers of where a mail came from: [org.postrider.mailets.origin.OriginParts] names them.
@NullMarked
package org.postrider.mailets.origin;

import org.jspecify.annotations.NullMarked;
