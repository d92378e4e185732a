package failing;

import java.io.IOException;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;

/// Does what the local part of the sender says.
public final class FailAtMail implements SessionFilter {
    @Override
    public Verdict mail(SessionView session, ReversePath sender) throws IOException {
        String name = sender.address().map(MailAddress::localPart).orElse("");
        Faults.commit(name);
        return name.equals("nothing") ? null : Verdict.PROCEED;
    }
}
