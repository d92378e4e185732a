/// A mailbox store of one file per folder, in the mbox format, which other programs may read and write at the same
/// time.
///
/// The files are the truth: of each message, UID, flags, keywords, internal date and delivery stand in header fields of
/// the mailbox's own ([org.postrider.mbox.format.MessageTags]); UIDVALIDITY and the mailbox's id in a small hidden file
/// beside each folder. The index (MODSEQs, what was expunged, what was derived, where messages begin), in a folder of
/// its own, is a cache: delete it, and nothing is lost. A file is read and written under its dot-lock and a lock of the
/// operating system, and keeps its inode. Start at [org.postrider.mbox.MboxStore]; a mailbox is
/// [org.postrider.mbox.MboxMailbox].
@NullMarked
package org.postrider.mbox;

import org.jspecify.annotations.NullMarked;
