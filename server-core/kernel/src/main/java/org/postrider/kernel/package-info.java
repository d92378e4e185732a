/** The kernel: it starts the server, loads plugins and moves messages. */
@NullMarked
package org.postrider.kernel;

import org.jspecify.annotations.NullMarked;
