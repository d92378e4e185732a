/// What a client sees of the mailbox it has selected: [org.postrider.imap.selected.SelectedMailbox] has its sequence
/// numbers,
/// [org.postrider.imap.selected.News] tells of changes, [org.postrider.imap.selected.FetchWriter] of messages.
@NullMarked
package org.postrider.imap.selected;

import org.jspecify.annotations.NullMarked;
