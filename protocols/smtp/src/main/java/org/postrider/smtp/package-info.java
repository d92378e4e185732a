/** SMTP, submission and LMTP: the server side and the client side. */
@NullMarked
package org.postrider.smtp;

import org.jspecify.annotations.NullMarked;
