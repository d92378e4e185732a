/** The launcher and the command line. */
@NullMarked
package org.postrider.dist;

import org.jspecify.annotations.NullMarked;
