/// Who may do what with whose mailboxes (RFC 4314). [org.postrider.api.store.share.Sharing] knows it for the whole
/// server;
/// [org.postrider.api.store.share.SharedAccount] is what one user sees: the own mailboxes, and those of others.
///
/// The lists themselves are notes of the mailboxes ([org.postrider.api.store.AccountStore#note]), so that they are
/// renamed and deleted with them.
@NullMarked
package org.postrider.api.store.share;

import org.jspecify.annotations.NullMarked;
