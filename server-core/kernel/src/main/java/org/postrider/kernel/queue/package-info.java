/// What waits, as administrators see it: one queue, whether a mail waits for another host or for a mailbox here.
@NullMarked
package org.postrider.kernel.queue;

import org.jspecify.annotations.NullMarked;
