/// Limits on what accounts hold, for any store: [org.postrider.api.store.quota.QuotaStore] stands before it and refuses
/// what would be too much. The server puts it before the store that the configuration chose, so that a store need not
/// think of limits. What the limits are, the [org.postrider.api.directory.Directory] says.
@NullMarked
package org.postrider.api.store.quota;

import org.jspecify.annotations.NullMarked;
