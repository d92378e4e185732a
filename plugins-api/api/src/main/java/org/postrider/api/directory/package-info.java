/// Domains, accounts, aliases. Start at [org.postrider.api.directory.Directory].
@NullMarked
package org.postrider.api.directory;

import org.jspecify.annotations.NullMarked;
