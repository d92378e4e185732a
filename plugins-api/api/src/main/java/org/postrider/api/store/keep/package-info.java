/// Keeps for a while what users expunge, for any store that has a place for it
/// ([org.postrider.api.store.MailStore#removed]): [org.postrider.api.store.keep.KeepingStore] stands before it.
@NullMarked
package org.postrider.api.store.keep;

import org.jspecify.annotations.NullMarked;
