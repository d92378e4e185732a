package org.postrider.mailets.text;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.MailAddress;

/// Addresses in header fields (RFC 5322 §3.4).
public final class Addresses {
    private static final int FIELDS_MAX = 100;

    private Addresses() {}

    /// The addresses of all fields of these names, each once, in order; what is none is passed over.
    ///
    /// @param max more are not read
    public static List<MailAddress> of(Headers headers, List<String> names, int max) {
        Set<MailAddress> found = new LinkedHashSet<>();
        for (String name : names) {
            for (String value : headers.all(name).stream().limit(FIELDS_MAX).toList()) {
                for (InternetAddress address : parsed(value)) {
                    if (found.size() < max) {
                        read(address).ifPresent(found::add);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /// The addresses of one value, with their names as people read them.
    public static InternetAddress[] parsed(String value) {
        try {
            return InternetAddress.parseHeader(value, false);
        } catch (AddressException _) {
            return new InternetAddress[0];
        }
    }

    /// Empty for what no mail can go to, such as a group without members.
    public static Optional<MailAddress> read(InternetAddress address) {
        if (address.getAddress() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(MailAddress.parse(address.getAddress()));
        } catch (AddressSyntaxException _) {
            return Optional.empty();
        }
    }
}
