@NullMarked
package org.postrider.dist.cli;

import org.jspecify.annotations.NullMarked;
