/** The IMAP server. */
@NullMarked
package org.postrider.imap;

import org.jspecify.annotations.NullMarked;
