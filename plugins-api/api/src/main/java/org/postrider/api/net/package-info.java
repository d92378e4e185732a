/// Connections and the protocols spoken on them. Start at [org.postrider.api.net.ProtocolHandler].
@NullMarked
package org.postrider.api.net;

import org.jspecify.annotations.NullMarked;
