/// POP3 (RFC 1939) with CAPA, STLS, SASL, UTF8 and LANG: [org.postrider.pop3.Pop3Handler] serves a connection,
/// [org.postrider.pop3.Pop3Session] is the dialogue before a log-in, [org.postrider.pop3.Transaction] the one after it,
/// [org.postrider.pop3.Maildrop] what the client sees of a mailbox. Deliberately not here: APOP, for which a server has
/// to know the password itself.
@NullMarked
package org.postrider.pop3;

import org.jspecify.annotations.NullMarked;
