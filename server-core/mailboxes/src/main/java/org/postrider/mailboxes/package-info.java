/// What an administrator does with mailboxes while the server runs: [org.postrider.mailboxes.MailboxTasks]. Works on
/// the
/// store's interface, whatever store it is.
@NullMarked
package org.postrider.mailboxes;

import org.jspecify.annotations.NullMarked;
