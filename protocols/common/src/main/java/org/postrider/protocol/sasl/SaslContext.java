package org.postrider.protocol.sasl;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.login.CertificateCheck;
import org.postrider.api.login.LoginPolicy;
import org.postrider.api.login.TokenCheck;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.ChannelBinding;
import org.postrider.api.net.Connection;

/// What an exchange may ask.
///
/// @param connection over which it runs
/// @param client whose log-in it is: the peer, or the one for whom it speaks
/// @param banned whether nobody may log in to an account from there now, be the proof right or not
record SaslContext(
        Directory directory,
        TokenCheck tokens,
        CertificateCheck certificates,
        LoginPolicy policy,
        Connection connection,
        InetAddress client,
        Predicate<MailAddress> banned) {
    /// True where SCRAM with this hash can be bound to the connection.
    boolean offersPlus(ScramHash hash) {
        return bindsChannels()
                && directory.scramHashes().contains(hash)
                && policy.allows("SCRAM-" + hash.digestName() + "-PLUS");
    }

    /// The client's own; none where the connection is another's, who would be taken for the client.
    List<X509Certificate> clientCertificates() {
        return client.equals(connection.client()) ? connection.clientCertificates() : List.of();
    }

    private boolean bindsChannels() {
        return Arrays.stream(ChannelBinding.values())
                .anyMatch(type -> connection.channelBinding(type).isPresent());
    }
}
