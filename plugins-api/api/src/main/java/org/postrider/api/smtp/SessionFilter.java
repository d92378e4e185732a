package org.postrider.api.smtp;

import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;

/// Decides, at the stages of an SMTP, submission or LMTP dialogue, whether it goes on.
///
/// One is made for each `<filter class="...">` in a `<listener>`, like a mailet: the constructor takes the
/// configuration record for the element's options, [org.postrider.api.net.ListenerInfo] and services. All sessions of
/// the listener call it, at the same time, in the order of the elements; the first verdict that is not
/// [Verdict.Proceed] counts.
///
/// A stage is asked after the server's own rules have passed the command: a recipient that does not exist is never
/// seen here. A method that throws, or takes longer than `<plugins filterTimeMax>`, is treated as the element's
/// `onFilterException` says: `proceed`, or `defer` (451). What a session shall remember from one stage to the next
/// belongs into [SessionView#notes].
public interface SessionFilter {
    /// A client has connected; it has not been greeted yet.
    default Verdict connect(SessionView session) throws Exception {
        return Verdict.PROCEED;
    }

    /// EHLO, HELO or LHLO.
    ///
    /// @param name as the client calls itself
    default Verdict hello(SessionView session, String name) throws Exception {
        return Verdict.PROCEED;
    }

    /// MAIL.
    default Verdict mail(SessionView session, ReversePath sender) throws Exception {
        return Verdict.PROCEED;
    }

    /// RCPT.
    default Verdict rcpt(SessionView session, MailAddress recipient) throws Exception {
        return Verdict.PROCEED;
    }

    /// DATA, or the first BDAT: all recipients are known, the message has not come yet.
    default Verdict data(SessionView session) throws Exception {
        return Verdict.PROCEED;
    }

    /// A command was refused, by the server's own rules or by a filter; the client has not been told yet. The verdict
    /// can
    /// let it wait, or end the session; anything else changes nothing.
    ///
    /// @param reply what it will be told
    default Verdict refused(SessionView session, Reply reply) throws Exception {
        return Verdict.PROCEED;
    }
}
