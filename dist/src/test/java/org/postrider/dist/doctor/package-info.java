@NullMarked
package org.postrider.dist.doctor;

import org.jspecify.annotations.NullMarked;
