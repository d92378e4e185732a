/// From acceptance to the end of a mail: [org.postrider.kernel.spool.MailSpool] takes mail in,
/// [org.postrider.kernel.spool.SpoolWorkers] pick up what is due, and
/// [org.postrider.kernel.spool.MessageJourney] is the one class that says what happens to it.
@NullMarked
package org.postrider.kernel.spool;

import org.jspecify.annotations.NullMarked;
