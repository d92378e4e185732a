/// Writes the line of log that each mail event has: [org.postrider.kernel.event.MailLog].
@NullMarked
package org.postrider.kernel.event;

import org.jspecify.annotations.NullMarked;
