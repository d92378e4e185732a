/// Mailets that hand mail to other programs: by HTTP, or to one that runs here.
/// [org.postrider.mailets.http.HttpParts] names them.
@NullMarked
package org.postrider.mailets.http;

import org.jspecify.annotations.NullMarked;
