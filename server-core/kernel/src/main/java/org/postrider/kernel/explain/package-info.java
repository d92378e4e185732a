/// Where mail would go: [org.postrider.kernel.explain.AddressExplanation] asks everything that decides, and sends
/// nothing.
@NullMarked
package org.postrider.kernel.explain;

import org.jspecify.annotations.NullMarked;
