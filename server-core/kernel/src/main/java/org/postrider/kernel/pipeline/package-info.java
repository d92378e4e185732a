/// The configured processors: [org.postrider.kernel.pipeline.PipelineCompiler] makes them from XML,
/// [org.postrider.kernel.pipeline.Pipeline] runs a mail through them and says what becomes of it. Carries nothing out.
@NullMarked
package org.postrider.kernel.pipeline;

import org.jspecify.annotations.NullMarked;
