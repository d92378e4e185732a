/// The stages of an SMTP dialogue as points where plugins decide. Start at [org.postrider.api.smtp.SessionFilter].
@NullMarked
package org.postrider.api.smtp;

import org.jspecify.annotations.NullMarked;
