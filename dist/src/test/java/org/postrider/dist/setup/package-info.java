@NullMarked
package org.postrider.dist.setup;

import org.jspecify.annotations.NullMarked;
