/** What line-based mail protocols share: readers, replies, SASL. */
@NullMarked
package org.postrider.protocol;

import org.jspecify.annotations.NullMarked;
