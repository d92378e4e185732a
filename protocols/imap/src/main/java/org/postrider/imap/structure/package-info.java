/// What IMAP tells of a message's structure, computed when it arrives and kept ready for the wire:
/// [org.postrider.imap.structure.ImapStructure].
@NullMarked
package org.postrider.imap.structure;

import org.jspecify.annotations.NullMarked;
