/// Text search with Lucene: exact substrings, ignoring case (RFC 9051 §6.4.4).
///
/// The index knows which words each message has, and in which order. What is sought is found by going through the
/// dictionary of those words ([org.postrider.lucene.LeafSearch]); the text itself is not kept. Where tokens cannot
/// decide,
/// and for messages that the index does not have yet, the message is read ([org.postrider.lucene.MessageScan]):
/// the index is a cache, and searches are right without it. It follows the store in the background.
///
/// Start at [org.postrider.lucene.LuceneSearchIndex]. Flags, dates and sizes are not searched here, but by whoever has
/// the mailbox's view.
@NullMarked
package org.postrider.lucene;

import org.jspecify.annotations.NullMarked;
