/** The default mailbox store: real Maildir++ with an index that is only a cache. */
@NullMarked
package org.postrider.maildir;

import org.jspecify.annotations.NullMarked;
