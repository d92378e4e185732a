package org.postrider.imap.structure;

import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.Headers;
import org.postrider.imap.structure.Addresses.Address;

/// Writes ENVELOPE (RFC 3501 §7.4.2).
final class EnvelopeWriter {
    private EnvelopeWriter() {}

    static void write(Headers headers, WireText out) {
        List<Address> from = addresses(headers, "From");
        out.raw("(");
        out.string(value(headers, "Date"))
                .raw(" ")
                .string(value(headers, "Subject"))
                .raw(" ");
        list(from, out);
        out.raw(" ");
        // An absent Sender or Reply-To is the From.
        list(otherwise(addresses(headers, "Sender"), from), out);
        out.raw(" ");
        list(otherwise(addresses(headers, "Reply-To"), from), out);
        for (String name : List.of("To", "Cc", "Bcc")) {
            out.raw(" ");
            list(addresses(headers, name), out);
        }
        out.raw(" ").string(value(headers, "In-Reply-To"));
        out.raw(" ").string(value(headers, "Message-ID")).raw(")");
    }

    @SuppressWarnings("NullAway") // NIL is null here, and nowhere else
    private static String value(Headers headers, String name) {
        return headers.first(name).orElse(null);
    }

    private static List<Address> addresses(Headers headers, String name) {
        Optional<String> value = headers.first(name);
        return value.map(Addresses::parse).orElse(List.of());
    }

    private static List<Address> otherwise(List<Address> given, List<Address> other) {
        return given.isEmpty() ? other : given;
    }

    private static void list(List<Address> addresses, WireText out) {
        if (addresses.isEmpty()) {
            out.raw("NIL");
            return;
        }
        out.raw("(");
        for (Address address : addresses) {
            out.raw("(").string(address.name()).raw(" NIL ");
            out.string(address.mailbox()).raw(" ").string(address.host()).raw(")");
        }
        out.raw(")");
    }
}
