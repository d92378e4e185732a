/// The client's side of SMTP (RFC 5321) and LMTP (RFC 2033): how mail goes to another host.
///
/// Entry: [org.postrider.smtp.client.SmtpTransport] and [org.postrider.smtp.client.LmtpTransport], which
/// differ in one value. `Delivery` is the whole way of one mail, read downwards. Deliberately not here: which
/// host, when again, and what becomes of mail that failed.
@NullMarked
package org.postrider.smtp.client;

import org.jspecify.annotations.NullMarked;
