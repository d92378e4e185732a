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

    /// Answers as [#service] would, but without any effect. `postrider pipeline trace` and `pipeline test` ask it.
    ///
    /// The default calls [#service]. That is right for a mailet that has no effect but by its outcome, and for one
    /// that acts through the services for state, repositories and spool alone: in a rehearsal these only note what
    /// they would do. Whoever does anything else, such as writing a file, running a program or calling another
    /// host, overrides this, and answers what the outcome would be if that went well.
    ///
    /// @throws Exception any fault, as of [#service]
    default Outcome rehearse(Mail mail) throws Exception {
        return service(mail);
    }
}
