/// Matchers that read the header, and mailets that change it; the body is never read.
/// [org.postrider.mailets.header.HeaderParts] names them.
@NullMarked
package org.postrider.mailets.header;

import org.jspecify.annotations.NullMarked;
