/// What happened to each mail, kept so that `postrider message trace` can tell it:
/// [org.postrider.kernel.history.MailHistory] writes, [org.postrider.kernel.history.HistorySearch] finds.
///
/// One JSON object a line, in segments. The newest segment is plain text, to which a batch is appended a few times a
/// second, off the way of the mail. One that is full is sealed: blocks of lines, each a gzip member, so that `zcat`
/// reads it, and an index with a Bloom filter over each block's ids and addresses. A question reads the filters and
/// unpacks the blocks that may have an answer.
///
/// Not here, on purpose: Lucene or a database. What is asked for is equal to one of four keys, comes in the order of
/// time, and never changes; an index of filters is 1% of the text, costs microseconds an event and may be lost.
@NullMarked
package org.postrider.kernel.history;

import org.jspecify.annotations.NullMarked;
