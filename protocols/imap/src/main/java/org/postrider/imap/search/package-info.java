/// Finding messages: [org.postrider.imap.search.Searcher] finds them, [org.postrider.imap.search.SearchAnswer] tells of
/// them,
/// [org.postrider.imap.search.SearchContexts] follows what was found (RFC 5267). Text is sought by the server's index,
/// which is not here.
@NullMarked
package org.postrider.imap.search;

import org.jspecify.annotations.NullMarked;
