package org.postrider.kernel.login;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.login.LoginPolicy;

/// `<login>` in `server.xml`: how users show who they are, to every protocol.
public record LoginConfig(
        @Option(
                doc = "The mechanisms to offer, with commas; all that are possible where it is not given. PLAIN is also"
                        + " what LOGIN of IMAP and USER of POP3 need.")
        List<Mechanism> mechanisms,

        @Option(doc = "The identity provider whose tokens are believed, for OAUTHBEARER and XOAUTH2.")
        Optional<OauthConfig> oauth,

        @Option(doc = "A certificate of a client, for EXTERNAL, whose subjectAltName does not name its user.")
        List<CertificateConfig> certificate,

        @Option(doc = "What becomes of those who guess passwords.", defaultValue = "")
        GuardConfig guard)
        implements LoginPolicy {
    public LoginConfig {
        mechanisms = List.copyOf(mechanisms);
        certificate = List.copyOf(certificate);
    }

    @Override
    public boolean allows(String mechanism) {
        String written = mechanism.toUpperCase(Locale.ROOT).replace('-', '_');
        return mechanisms.isEmpty()
                || mechanisms.stream().anyMatch(allowed -> allowed.name().equals(written));
    }

    /// By their registered names.
    public enum Mechanism {
        SCRAM_SHA_256_PLUS,
        SCRAM_SHA_1_PLUS,
        SCRAM_SHA_256,
        SCRAM_SHA_1,
        EXTERNAL,
        OAUTHBEARER,
        XOAUTH2,
        PLAIN,
        LOGIN
    }
}
