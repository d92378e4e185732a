package org.postrider.kernel.ledger;

import java.io.DataInputStream;
import java.io.IOException;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Message;

/// Writes and reads a mail without its content, for those who keep it elsewhere than in the journal.
public final class MailCodec {
    private MailCodec() {}

    public static byte[] write(Mail mail) {
        return EntryCodec.write(out -> {
            out.writeByte(EntryCodec.FORM);
            EntryCodec.writeMail(out, mail);
        });
    }

    /// @throws IOException where it cannot be read, or is of a later version
    public static Mail read(DataInputStream in, Message message) throws IOException {
        return EntryCodec.readMail(in, message, EntryCodec.readForm(in));
    }
}
