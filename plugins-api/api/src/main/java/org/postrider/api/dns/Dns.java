package org.postrider.api.dns;

import java.net.InetAddress;
import java.util.List;
import org.postrider.api.mail.Domain;

/// Look-ups in the domain name system. Answers are cached as long as they are valid; a look-up ends within seconds.
public interface Dns {
    /// The MX records of a domain, unsorted; empty where there are none.
    Answer<Mx> mx(Domain domain);

    /// The addresses of a host, IPv6 and IPv4.
    Answer<InetAddress> addresses(String host);

    /// The names of an address, without final dot.
    Answer<String> names(InetAddress address);

    Answer<String> texts(String name);

    /// @param preference the lowest is tried first
    /// @param host without final dot; empty for the null MX (RFC 7505), which says that the domain takes no
    ///     mail
    record Mx(int preference, String host) {
        public boolean isNull() {
            return host.isEmpty();
        }
    }

    /// What came of a look-up.
    sealed interface Answer<T> {
        /// @param records not empty
        record Found<T>(List<T> records) implements Answer<T> {
            public Found {
                records = List.copyOf(records);
            }
        }

        /// The name exists and has no such record.
        record NoData<T>() implements Answer<T> {}

        /// The name does not exist (NXDOMAIN).
        record NoName<T>() implements Answer<T> {}

        /// No answer now (SERVFAIL, time-out).
        record Failed<T>(String cause) implements Answer<T> {}
    }
}
