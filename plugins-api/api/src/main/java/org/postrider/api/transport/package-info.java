/// How mail leaves: [org.postrider.api.transport.Route] says where, [org.postrider.api.transport.Transport] does it.
@NullMarked
package org.postrider.api.transport;

import org.jspecify.annotations.NullMarked;
