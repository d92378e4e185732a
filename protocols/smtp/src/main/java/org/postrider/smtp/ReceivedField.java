package org.postrider.smtp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Origin;
import org.postrider.api.net.TlsInfo;

/// The trace field that a message gets on its way in (RFC 5321 §4.4).
final class ReceivedField {
    private ReceivedField() {}

    /// The `with` keyword (RFC 3848, RFC 6531 §4.3).
    static String protocol(Role role, boolean esmtp, boolean utf8, boolean tls, boolean authenticated) {
        if (role != Role.LMTP && !esmtp) {
            return "SMTP";
        }
        String base = role == Role.LMTP ? "LMTP" : utf8 ? "SMTP" : "ESMTP";
        return (utf8 ? "UTF8" : "") + base + (tls ? "S" : "") + (authenticated ? "A" : "");
    }

    /// The field with its line breaks, folded.
    ///
    /// @param recipients of whom one alone is named: several would tell each of the others
    static String format(Domain by, MailId id, Origin origin, Optional<TlsInfo> tls, List<MailAddress> recipients) {
        StringBuilder out = new StringBuilder(300).append("Received: from ").append(printable(origin.hello()));
        origin.client()
                .ifPresent(client -> out.append(" (").append(literal(client)).append(')'));
        tls.ifPresent(info -> out.append("\r\n\t(using ")
                .append(info.protocol())
                .append(" with cipher ")
                .append(info.cipherSuite())
                .append(')'));
        out.append("\r\n\tby ").append(by).append(" with ").append(origin.protocol());
        out.append(" id ").append(id);
        if (recipients.size() == 1 && isPrintable(recipients.getFirst().toString())) {
            out.append("\r\n\tfor <").append(recipients.getFirst()).append('>');
        }
        return out.append(";\r\n\t")
                .append(MessageDates.format(origin.receivedAt()))
                .append("\r\n")
                .toString();
    }

    // RFC 5321 §4.1.3
    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String bare = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet6Address ? "[IPv6:" + bare + "]" : "[" + bare + "]";
    }

    // What a client calls itself may be anything; here it must not end the field, a comment or a word.
    private static String printable(String hello) {
        boolean safe = !hello.isEmpty() && hello.chars().allMatch(ReceivedField::isHostCharacter);
        return safe ? hello : "unknown";
    }

    private static boolean isHostCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._:[]".indexOf(c) >= 0;
    }

    private static boolean isPrintable(String text) {
        return text.length() <= 500 && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
