/// Where mail events go, [org.postrider.kernel.event.EventFeed]: one line of log each, and the observers of plugins.
@NullMarked
package org.postrider.kernel.event;

import org.jspecify.annotations.NullMarked;
