/// What the server is responsible for, durably. Start at [org.postrider.kernel.ledger.Ledger].
@NullMarked
package org.postrider.kernel.ledger;

import org.jspecify.annotations.NullMarked;
