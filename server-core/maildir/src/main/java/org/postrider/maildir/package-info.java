/// The default mailbox store: real Maildir++, which other programs may read and write at the same time.
///
/// The Maildir is the truth: a file's name carries UID, size and flags; UIDVALIDITY, keywords, subscriptions and
/// special
/// uses stand in small text files beside the messages. The index, in a folder beside the Maildir, is a cache: delete
/// it, and
/// nothing is lost. Start at [org.postrider.maildir.MaildirStore]; a mailbox is [org.postrider.maildir.MaildirMailbox].
@NullMarked
package org.postrider.maildir;

import org.jspecify.annotations.NullMarked;
