/// What plugins remember across restarts, in files: [org.postrider.kernel.state.StateFolders].
@NullMarked
package org.postrider.kernel.state;

import org.jspecify.annotations.NullMarked;
