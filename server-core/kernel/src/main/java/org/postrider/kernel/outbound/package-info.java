/// Mail on its way to other hosts: [org.postrider.kernel.outbound.OutboundQueue] decides when, the router where, a
/// transport
/// of a plugin how.
@NullMarked
package org.postrider.kernel.outbound;

import org.jspecify.annotations.NullMarked;
