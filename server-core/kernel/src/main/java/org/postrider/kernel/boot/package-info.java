/// Puts the server together, starts and stops it, and makes a new home for one.
///
/// Start at [org.postrider.kernel.boot.PostriderServer].
@NullMarked
package org.postrider.kernel.boot;

import org.jspecify.annotations.NullMarked;
