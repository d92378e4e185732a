/// What plugins may ask of the mail that waits for other hosts: [org.postrider.api.queue.QueueFlush].
@NullMarked
package org.postrider.api.queue;

import org.jspecify.annotations.NullMarked;
