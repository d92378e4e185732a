package org.postrider.protocol.sasl;

import java.util.Arrays;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.login.CertificateCheck;
import org.postrider.api.login.LoginPolicy;
import org.postrider.api.login.TokenCheck;
import org.postrider.api.net.ChannelBinding;
import org.postrider.api.net.Connection;

/// What an exchange may ask.
///
/// @param connection over which it runs
record SaslContext(
        Directory directory,
        TokenCheck tokens,
        CertificateCheck certificates,
        LoginPolicy policy,
        Connection connection) {
    /// True where SCRAM with this hash can be bound to the connection.
    boolean offersPlus(ScramHash hash) {
        return bindsChannels()
                && directory.scramHashes().contains(hash)
                && policy.allows("SCRAM-" + hash.digestName() + "-PLUS");
    }

    private boolean bindsChannels() {
        return Arrays.stream(ChannelBinding.values())
                .anyMatch(type -> connection.channelBinding(type).isPresent());
    }
}
