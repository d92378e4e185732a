/// Mailets that send a mail, a copy of it or a word about it to others. All of it is a value: what they send goes
/// through
/// the processor `root` in the same run, and is made durable in the same record as what becomes of the mail.
/// [org.postrider.mailets.send.SendParts] names them.
@NullMarked
package org.postrider.mailets.send;

import org.jspecify.annotations.NullMarked;
