/// Annotations of mailboxes and of the server (RFC 5464): [org.postrider.imap.metadata.Annotations] is what a note
/// holds, [org.postrider.imap.metadata.EntryName] the name of one.
@NullMarked
package org.postrider.imap.metadata;

import org.jspecify.annotations.NullMarked;
