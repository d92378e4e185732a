/// In what order messages stand: the keys of SORT and the trees of THREAD (RFC 5256). Start at
/// [org.postrider.imap.order.OrderTables].
///
/// What a message is sorted by is computed when it arrives ([org.postrider.imap.order.OrderField]) and kept by the
/// store;
/// the tables of mailboxes that were sorted lately are in memory, for all sessions.
@NullMarked
package org.postrider.imap.order;

import org.jspecify.annotations.NullMarked;
