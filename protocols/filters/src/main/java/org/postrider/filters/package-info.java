/// Filters on the stages of SMTP dialogues, a plugin like anybody's. Start at [org.postrider.filters.FiltersPlugin].
/// Deliberately not here: what looks at a message, which belongs into the pipeline.
@NullMarked
package org.postrider.filters;

import org.jspecify.annotations.NullMarked;
