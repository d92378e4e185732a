/// IMAP4rev1 (RFC 3501) and IMAP4rev2 (RFC 9051) with the extensions that today's mail programs use:
/// [org.postrider.imap.ImapHandler] serves a connection. Knows nothing of files or of how search works.
///
/// What to look for where, each knowing only those below it:
///
/// | package | |
/// |---|---|
/// | [org.postrider.imap.command] | each command, and the one table of them |
/// | [org.postrider.imap.search] | SEARCH, SORT, THREAD and ESEARCH: finding messages, and following what was found |
/// | [org.postrider.imap.session] | the dialogue, who has logged in, what the client asked to be told of |
/// | [org.postrider.imap.selected] | what the client sees of the mailbox it has selected, and how it is told |
/// | [org.postrider.imap.wire] | answers, literals, compression |
/// | [org.postrider.imap.metadata], [org.postrider.imap.order], [org.postrider.imap.structure],
/// [org.postrider.imap.syntax] | annotations; sorting and threads; ENVELOPE and BODYSTRUCTURE; the grammar, without any
/// I/O |
@NullMarked
package org.postrider.imap;

import org.jspecify.annotations.NullMarked;
