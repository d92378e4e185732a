/// What the log has one line about, [org.postrider.api.event.MailEvent], and who else hears of it,
/// [org.postrider.api.event.MailObserver].
@NullMarked
package org.postrider.api.event;

import org.jspecify.annotations.NullMarked;
