/// Sets up Logback: one file that rolls, and the terminal where there is one.
@NullMarked
package org.postrider.dist.log;

import org.jspecify.annotations.NullMarked;
