/// An append-only log in segment files: what was appended durably survives whatever is killed or unplugged, and many
/// appenders share one `fdatasync`. Knows nothing of mail. Start at [org.postrider.kernel.journal.Journal].
@NullMarked
package org.postrider.kernel.journal;

import org.jspecify.annotations.NullMarked;
