package org.postrider.kernel.outbound;

import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.ReversePath;

/// Addresses as a route names them.
sealed interface AddressPattern {
    /// @throws IllegalArgumentException with a sentence
    static AddressPattern parse(String text) {
        try {
            if (text.equals("<>")) {
                return new Null();
            }
            if (text.contains("@")) {
                return new One(MailAddress.parse(text));
            }
            return text.startsWith(".")
                    ? new Below("." + Domain.parse(text.substring(1)).name())
                    : new Whole(Domain.parse(text));
        } catch (AddressSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no name@domain, domain or .domain: " + e.getMessage(), e);
        }
    }

    boolean matches(ReversePath path);

    /// The null reverse-path.
    record Null() implements AddressPattern {
        @Override
        public boolean matches(ReversePath path) {
            return path.isNull();
        }
    }

    record One(MailAddress address) implements AddressPattern {
        @Override
        public boolean matches(ReversePath path) {
            return path.address().filter(address::equals).isPresent();
        }
    }

    record Whole(Domain domain) implements AddressPattern {
        @Override
        public boolean matches(ReversePath path) {
            return path.address()
                    .map(MailAddress::domain)
                    .filter(domain::equals)
                    .isPresent();
        }
    }

    /// @param suffix with the dot at its start
    record Below(String suffix) implements AddressPattern {
        @Override
        public boolean matches(ReversePath path) {
            return path.address()
                    .filter(address -> address.domain().name().endsWith(suffix))
                    .isPresent();
        }
    }
}
