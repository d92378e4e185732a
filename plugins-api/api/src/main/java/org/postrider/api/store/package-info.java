/// Mailboxes and messages at rest. Start at [org.postrider.api.store.MailStore].
@NullMarked
package org.postrider.api.store;

import org.jspecify.annotations.NullMarked;
