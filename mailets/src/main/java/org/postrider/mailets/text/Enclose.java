package org.postrider.mailets.text;

import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.MailParameters.Ret;

/// How much of a mail goes back or along, in the words of Apache James.
public enum Enclose {
    /// The whole message.
    MESSAGE,
    /// Its header.
    HEADS,
    /// Nothing; of a report of failure its header, since one that shows nothing leaves its sender guessing.
    NONE;

    /// The mail, with this as what its sender wants back in a report, unless he said it himself.
    public Mail inReports(Mail mail) {
        MailParameters parameters = mail.envelope().parameters();
        // RFC 3461 §4.3: RET is the sender's to choose; without it, it is for us to say.
        if (parameters.ret().isPresent()) {
            return mail;
        }
        MailParameters chosen = parameters.withRet(this == MESSAGE ? Ret.FULL : Ret.HDRS);
        return mail.withEnvelope(new Envelope(mail.reversePath(), mail.recipients(), chosen));
    }

    /// Refuses Apache James' `passThrough`, which what reports a failure cannot have.
    ///
    /// @throws IllegalArgumentException where it is true
    public static void checkPassThrough(boolean passThrough) {
        if (passThrough) {
            throw new IllegalArgumentException(
                    "passThrough is false: recipients that have failed cannot get the mail too;"
                            + " to tell the sender of a mail that goes on, write NotifySender");
        }
    }
}
