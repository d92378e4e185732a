/// What stores that keep mail in files share: an append log for an index, a cache of derived fields, small files that
/// are
/// replaced whole, durability with one `syncfs(2)`, names on the disk, flags as bits.
///
/// Not a store: start at [org.postrider.storefiles.StoreServices] for what all mailboxes of one share, and at
/// [org.postrider.storefiles.IndexLog] for what is written.
@NullMarked
package org.postrider.storefiles;

import org.jspecify.annotations.NullMarked;
