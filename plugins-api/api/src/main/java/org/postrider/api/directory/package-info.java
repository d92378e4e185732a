/// Domains, accounts, aliases. Everybody asks [org.postrider.api.directory.Directory]; where users are kept is a
/// [org.postrider.api.directory.UserDirectory].
@NullMarked
package org.postrider.api.directory;

import org.jspecify.annotations.NullMarked;
