@NullMarked
package org.postrider.dist.log;

import org.jspecify.annotations.NullMarked;
