/// A mailbox store as a plugin, to be read and copied: whole, and as simple as the contract allows. Start at
/// [org.postrider.example.logstore.LogStore].
///
/// For each account there is a text file of all that happened, [org.postrider.example.logstore.ChangeLog], and a folder
/// with a file for each message, [org.postrider.example.logstore.Bodies]. All else is in memory, and made by reading
/// the
/// file again: [org.postrider.example.logstore.LogAccount] applies what it reads just as it applies what it writes.
///
/// What a store for large accounts would have besides: an index that need not be in memory, a lock for each mailbox,
/// and
/// the repair of damaged files.
@NullMarked
package org.postrider.example.logstore;

import org.jspecify.annotations.NullMarked;
