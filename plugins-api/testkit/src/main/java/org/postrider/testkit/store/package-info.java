/// What every mailbox store must pass. Extend [org.postrider.testkit.store.MailStoreContract].
@NullMarked
package org.postrider.testkit.store;

import org.jspecify.annotations.NullMarked;
