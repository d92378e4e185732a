/// Mailets, matchers and what they answer. Start at [org.postrider.api.pipeline.Mailet].
@NullMarked
package org.postrider.api.pipeline;

import org.jspecify.annotations.NullMarked;
