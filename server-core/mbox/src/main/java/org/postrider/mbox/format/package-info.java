/// The mbox format, in its reversible form (mboxrd), as streams: what comes out of a file is octet for octet what was
/// written into it, and files of other programs are read as they are meant.
///
/// For importing and exporting, [org.postrider.mbox.format.MboxReader] and [org.postrider.mbox.format.MboxWriter] are
/// all that is needed; the store uses the parts below them. A file is a series of messages: a line `From SENDER DATE`,
/// lines of the mailbox's own ([org.postrider.mbox.format.MessageTags]), the message with LF line breaks, an empty
/// line.
/// Whatever looks like `From ` behind any number of `>` has one more `>`. Nothing here opens or locks files.
@NullMarked
package org.postrider.mbox.format;

import org.jspecify.annotations.NullMarked;
