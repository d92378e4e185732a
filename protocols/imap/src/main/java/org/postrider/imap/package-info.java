/// IMAP4rev1 (RFC 3501) with the extensions that today's mail programs use: [org.postrider.imap.ImapHandler] serves a
/// connection, [org.postrider.imap.ImapSession] is the dialogue, [org.postrider.imap.SelectedMailbox] what the client
/// sees of a
/// mailbox. Knows nothing of files or of how search works.
@NullMarked
package org.postrider.imap;

import org.jspecify.annotations.NullMarked;
