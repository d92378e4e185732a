/// Text search with Lucene: exact substrings, ignoring case (RFC 9051 §6.4.4). The index finds candidates by their
/// trigrams,
/// the kept text verifies them, and messages that the index does not have yet are read. The index is a cache: delete
/// it, and
/// searches stay right. Start at [org.postrider.lucene.LuceneSearchIndex].
@NullMarked
package org.postrider.lucene;

import org.jspecify.annotations.NullMarked;
