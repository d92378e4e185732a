/// IMAP4rev1 (RFC 3501) with the extensions that mail programs expect.
///
/// One session is `session`, commands are read by `syntax`, what a client asks about a message's form is kept ready by
/// `structure`, and `wire` writes responses.
@NullMarked
package org.postrider.imap;

import org.jspecify.annotations.NullMarked;
