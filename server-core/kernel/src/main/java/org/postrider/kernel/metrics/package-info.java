/// The numbers of the server and of its plugins. [org.postrider.kernel.metrics.ServerMetrics] keeps them, in the
/// registry of
/// the Prometheus client, and writes them in the text format that everything reads.
@NullMarked
package org.postrider.kernel.metrics;

import org.jspecify.annotations.NullMarked;
