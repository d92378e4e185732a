package org.postrider.api.smtp;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.TlsInfo;

/// A session as it is at a stage.
///
/// @param client the peer's address
/// @param tls what TLS agreed on; empty in the clear
/// @param hello as the client called itself; empty before EHLO
/// @param user who has logged in
/// @param trusted whether the client is in the listener's trusted networks
/// @param sender of the transaction under way
/// @param recipients of the transaction under way, as far as they were accepted
/// @param errors refused commands so far
/// @param notes what filters have written down during this session
public record SessionView(
        ListenerInfo listener,
        InetAddress client,
        Optional<TlsInfo> tls,
        Optional<String> hello,
        Optional<MailAddress> user,
        boolean trusted,
        Optional<ReversePath> sender,
        List<MailAddress> recipients,
        int errors,
        SessionNotes notes) {
    public SessionView {
        recipients = List.copyOf(recipients);
    }

    /// True for a client that may send to anywhere: most filters let it pass.
    public boolean mayRelay() {
        return trusted || user.isPresent();
    }
}
