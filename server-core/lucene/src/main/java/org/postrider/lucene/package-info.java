/** Full-text search in mailboxes with Lucene. */
@NullMarked
package org.postrider.lucene;

import org.jspecify.annotations.NullMarked;
