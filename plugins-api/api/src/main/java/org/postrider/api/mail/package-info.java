/// A mail and its parts: addresses, envelope, message. Values only; start at [org.postrider.api.mail.Mail].
@NullMarked
package org.postrider.api.mail;

import org.jspecify.annotations.NullMarked;
