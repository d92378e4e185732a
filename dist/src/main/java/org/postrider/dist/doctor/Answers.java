package org.postrider.dist.doctor;

import java.net.InetAddress;
import java.util.List;
import org.postrider.api.dns.Dns.Answer;

/// What checks of the domain name system share.
final class Answers {
    private Answers() {}

    /// The records; none where there are none.
    ///
    /// @throws UnansweredException where the name servers did not answer
    static <T> List<T> records(Answer<T> answer) throws UnansweredException {
        return switch (answer) {
            case Answer.Found<T>(List<T> records) -> records;
            case Answer.NoData<T> _, Answer.NoName<T> _ -> List.of();
            case Answer.Failed<T>(String cause) -> throw new UnansweredException(cause);
        };
    }

    /// True for an address that only this host or its network can use.
    static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                // RFC 4193 §3.1: fc00::/7
                || (address.getAddress().length == 16 && (address.getAddress()[0] & 0xFE) == 0xFC);
    }

    /// An address as it stands in a record or a sentence.
    static String text(InetAddress address) {
        return address.getHostAddress();
    }

    /// No name server answered.
    static final class UnansweredException extends Exception {
        UnansweredException(String cause) {
            super(cause);
        }

        Finding finding(Object subject) {
            return Finding.warning(
                    "the name servers do not answer for " + subject + ": " + getMessage(),
                    "see that <dns> in server.xml or /etc/resolv.conf names a name server that answers, and look again");
        }
    }
}
