/// What the log has one line about: [org.postrider.api.event.MailEvent].
@NullMarked
package org.postrider.api.event;

import org.jspecify.annotations.NullMarked;
