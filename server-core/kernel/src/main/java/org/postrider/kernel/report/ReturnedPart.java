package org.postrider.kernel.report;

import java.io.ByteArrayOutputStream;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.MailParameters.Ret;

/// What of the failed message comes back: all of it or its header.
///
/// @param type of the part
/// @param eightBit true where it may have octets above 127
record ReturnedPart(String type, Content content, boolean eightBit) {
    // Larger messages come back as their header alone, unless the sender asked for them (RFC 3461 §4.3).
    private static final long FULL_OCTETS_MAX = 64 * 1024;
    // The first fields of a header that is larger still tell which message it was.
    private static final int HEADER_OCTETS_MAX = 64 * 1024;

    /// @param utf8 the report is an internationalised one (RFC 6533 §4)
    static ReturnedPart of(Mail failed, boolean utf8) {
        Content whole = failed.message().content();
        BodyType body = failed.envelope().parameters().body();
        boolean wanted = failed.envelope()
                .parameters()
                .ret()
                .map(ret -> ret == Ret.FULL)
                .orElse(whole.size() <= FULL_OCTETS_MAX);
        // RFC 3030 §3: lines of any octets go nowhere but by BINARYMIME, which a report cannot count on.
        if (wanted && body != BodyType.BINARY_MIME) {
            return new ReturnedPart(utf8 ? "message/global" : "message/rfc822", whole, body == BodyType.EIGHT_BIT_MIME);
        }
        byte[] header = header(failed);
        return new ReturnedPart(
                utf8 ? "message/global-headers" : "text/rfc822-headers", Content.of(header), hasHighOctet(header));
    }

    private static byte[] header(Mail failed) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        for (HeaderField field : failed.message().headers().fields()) {
            byte[] octets = field.octets();
            if (header.size() + octets.length > HEADER_OCTETS_MAX) {
                break;
            }
            header.writeBytes(octets);
        }
        return header.toByteArray();
    }

    private static boolean hasHighOctet(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }
}
