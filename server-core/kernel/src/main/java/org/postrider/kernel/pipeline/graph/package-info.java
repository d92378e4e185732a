/// Draws the processors and where they lead.
@NullMarked
package org.postrider.kernel.pipeline.graph;

import org.jspecify.annotations.NullMarked;
