package failing;

import java.io.IOException;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Does what the subject says.
public final class Fail implements Mailet {
    @Override
    public Outcome service(Mail mail) throws IOException {
        String subject = mail.message().headers().first("Subject").orElse("");
        Faults.commit(subject);
        return subject.equals("nothing") ? null : new Outcome.Continue(mail);
    }
}
