/// What becomes of the server when memory runs out. Start at [org.postrider.kernel.memory.OutOfMemory].
@NullMarked
package org.postrider.kernel.memory;

import org.jspecify.annotations.NullMarked;
