/// SMTP (RFC 5321), submission (RFC 6409) and LMTP (RFC 2033): the server's side and the client's.
///
/// Server: [org.postrider.smtp.SmtpHandler], [org.postrider.smtp.SubmissionHandler] and
/// [org.postrider.smtp.LmtpHandler] run one session class, whose text follows the dialogue of the RFC; what a message
/// brings in is read by one class and taken over by the spool before `250` is said. Client:
/// [org.postrider.smtp.client.SmtpTransport] and its sibling. Deliberately not here: queues, routes, retries,
/// mailboxes.
@NullMarked
package org.postrider.smtp;

import org.jspecify.annotations.NullMarked;
