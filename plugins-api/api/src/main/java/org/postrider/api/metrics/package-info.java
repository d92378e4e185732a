/// Numbers for whoever watches the server. Start at [org.postrider.api.metrics.Metrics].
@NullMarked
package org.postrider.api.metrics;

import org.jspecify.annotations.NullMarked;
