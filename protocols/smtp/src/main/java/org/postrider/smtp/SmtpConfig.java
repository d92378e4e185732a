package org.postrider.smtp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;
import org.postrider.protocol.sasl.PlaintextLogin;

/// The options of a listener for SMTP, submission or LMTP.
public record SmtpConfig(
        @Option(doc = "Largest message accepted; offered to clients as SIZE.", defaultValue = "50MiB")
        ByteSize maxMessageSize,

        @Option(doc = "Largest header of a message accepted.", defaultValue = "1MiB")
        ByteSize maxHeaderSize,

        @Option(
                doc =
                        "Longest line of a message accepted, in octets without its CRLF; 0 for no limit. RFC 5321 asks for"
                                + " 998, but many programs write longer ones, which go on to other hosts encoded.",
                defaultValue = "0")
        int maxLineLength,

        @Option(doc = "Most recipients of one message; a client may send the rest in another.", defaultValue = "1000")
        int maxRecipients,

        @Option(
                doc = "Networks whose hosts may send to anywhere without a log-in. Everybody else may only send to"
                        + " recipients of this server, or after a log-in.")
        List<Network> trustedNetworks,

        @Option(
                doc = "Networks of proxies and filters that may tell by XCLIENT and XFORWARD whom they speak for. They"
                        + " are believed whatever they say, so name only hosts of your own.")
        List<Network> proxyNetworks,

        @Option(
                doc = "Who may send a password without TLS: never anybody, loopback (clients on this host), or always"
                        + " everybody, which is for networks that nobody else can read.",
                defaultValue = "loopback")
        PlaintextLogin plaintextLogin,

        @Option(
                doc = "What becomes of a message with a CR or LF that is not part of a CRLF, which other servers may"
                        + " read as the end of the message: refuse it, or normalise each to CRLF.",
                defaultValue = "refuse")
        BareLineBreaks bareLineBreaks,

        @Option(
                doc =
                        "Whose addresses may stand in the field From of a message from somebody who has logged in: own, his"
                                + " own and the aliases that lead to him; or any.",
                defaultValue = "own")
        FromField fromField,

        @Option(doc = "How long to wait for the next command (RFC 5321: at least 5 minutes).", defaultValue = "5m")
        Duration commandTimeLimit,

        @Option(
                doc = "How long to wait for the next part of a message (RFC 5321: at least 3 minutes).",
                defaultValue = "3m")
        Duration dataTimeLimit,

        @Option(
                doc = "How many octets of a message have to come in a second, on average, once it has taken longer than"
                        + " dataTimeLimit; 0 for no such limit. Who sends octet by octet only holds a session.",
                defaultValue = "100")
        int minDataRate,

        @Option(doc = "After so many refused commands the session is ended.", defaultValue = "50")
        int maxErrors,

        @Option(doc = "After so many commands without a message accepted the session is ended.", defaultValue = "5000")
        int maxCommands,

        @Option(
                doc = "After so many messages in one session a client is told to come back with a new one; 0 for no"
                        + " limit. Told to clients by LIMITS.",
                defaultValue = "0")
        int maxMessages,

        @Option(
                doc = "How long a user may have mail held before it is sent (FUTURERELEASE, RFC 4865); 0s where nobody"
                        + " may. Less than the giveUpAfter of <outbound>, which counts from when the mail came.",
                defaultValue = "3d")
        Duration maxHold,

        @Option(
                doc = "Whether VRFY and EXPN tell who exists here, and who is behind an alias; spammers ask too.",
                defaultValue = "false")
        boolean verifyAddresses,

        @Option(
                doc = "Kinds of solicitations, such as net.example:ADV, that senders are asked not to send and that are"
                        + " refused where they are announced (RFC 3865).")
        List<String> noSoliciting,

        @Option(
                doc = "A message with more Received fields than this goes in circles and is refused.",
                defaultValue = "100")
        int maxReceivedFields,

        @Option(doc = "What stands after the host name in the greeting.", defaultValue = "ESMTP Postrider")
        String greeting) {

    private static final long HEADER_OCTETS_MIN = 64 * 1024;
    // RFC 5321 §4.5.3.1.6
    private static final int LINE_OCTETS_MIN = 998;

    public SmtpConfig {
        trustedNetworks = List.copyOf(trustedNetworks);
        proxyNetworks = List.copyOf(proxyNetworks);
        noSoliciting = List.copyOf(noSoliciting);
        if (maxMessageSize.octets() < 1 || maxHeaderSize.octets() < HEADER_OCTETS_MIN) {
            // RFC 1870 §4: SIZE 0 would tell clients that there is no limit.
            throw new IllegalArgumentException("maxMessageSize must be more than 0, maxHeaderSize at least 64KiB");
        }
        if (maxLineLength != 0 && maxLineLength < LINE_OCTETS_MIN) {
            throw new IllegalArgumentException("maxLineLength must be at least 998, or 0 for no limit");
        }
        if (maxHold.isNegative()) {
            throw new IllegalArgumentException("maxHold must not be negative");
        }
        if (maxMessages < 0) {
            throw new IllegalArgumentException("maxMessages is a number of messages, or 0 for no limit");
        }
        if (!noSoliciting.stream().allMatch(kind -> kind.matches("[A-Za-z0-9._:-]{1,100}"))) {
            throw new IllegalArgumentException("each kind of noSoliciting is written like net.example:ADV");
        }
        if (proxyNetworks.stream().anyMatch(network -> network.prefixBits() == 0)) {
            throw new IllegalArgumentException(
                    "proxyNetworks holds everybody: anybody could pretend to be anybody. Name your proxies");
        }
        if (maxRecipients < 100) {
            // RFC 5321 §4.5.3.1.8
            throw new IllegalArgumentException("maxRecipients must be at least 100 (RFC 5321 §4.5.3.1.8)");
        }
        if (maxErrors < 1 || maxCommands < 10 || maxReceivedFields < 1) {
            throw new IllegalArgumentException("maxErrors and maxReceivedFields must be at least 1, maxCommands 10");
        }
        if (minDataRate < 0) {
            throw new IllegalArgumentException("minDataRate is a number of octets in a second, or 0 for no limit");
        }
        if (!commandTimeLimit.isPositive() || !dataTimeLimit.isPositive()) {
            throw new IllegalArgumentException("commandTimeLimit and dataTimeLimit must be longer than nothing");
        }
        Optional<Network> everybody = trustedNetworks.stream()
                .filter(network -> network.prefixBits() == 0)
                .findFirst();
        if (everybody.isPresent()) {
            throw new IllegalArgumentException("trustedNetworks holds " + everybody.get()
                    + ", which is everybody: the server would be an open relay. Name the networks that may relay");
        }
        if (greeting.isEmpty() || !greeting.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("greeting must be one line of US-ASCII");
        }
    }

    /// Whose addresses a user may put into From.
    public enum FromField {
        OWN,
        ANY
    }

    /// What to do with a CR or LF that stands alone.
    public enum BareLineBreaks {
        REFUSE,
        NORMALISE
    }
}
