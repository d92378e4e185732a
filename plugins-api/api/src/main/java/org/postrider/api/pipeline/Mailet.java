package org.postrider.api.pipeline;

import org.postrider.api.mail.Mail;

/// One step of a processor: looks at a mail, perhaps changes it, and says what becomes of it.
///
/// A mailet is one class with one public constructor. The constructor takes, in any order, at most one record, which
/// is its configuration (see [org.postrider.api.config.Option]), and whatever services it needs (see
/// [org.postrider.api.plugin.Plugin]). It is made once for each place in `pipeline.xml` where it stands, and called
/// by many threads at a time.
public interface Mailet {
    /// Handles the mail for those of its recipients that the matcher took.
    ///
    /// It has no effect on the mail but by its outcome. What it does elsewhere it may do twice: after a crash
    /// the mail runs through the processor again.
    ///
    /// @throws Exception any fault: the mail goes where `onMailetException` says, by default to the `error`
    ///     processor
    Outcome service(Mail mail) throws Exception;
}
