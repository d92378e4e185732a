/// Matchers and mailets that look at the envelope: [org.postrider.mailets.address.AddressParts] names them.
@NullMarked
package org.postrider.mailets.address;

import org.jspecify.annotations.NullMarked;
