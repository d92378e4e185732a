package org.postrider.kernel.report;

import java.io.ByteArrayOutputStream;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.MailParameters.Ret;

/// What of the message comes back: all of it or its header.
///
/// @param type of the part
/// @param eightBit true where it may have octets above 127
record ReturnedPart(String type, Content content, boolean eightBit) {
    // The first fields of a header that is larger still tell which message it was.
    private static final int HEADER_OCTETS_MAX = 64 * 1024;

    /// @param utf8 the report is an internationalised one (RFC 6533 §4)
    /// @param failure of anybody; else the header alone comes back, whatever was asked for
    static ReturnedPart of(Mail subject, boolean utf8, boolean failure, ReportsConfig config) {
        Content whole = subject.message().content();
        MailParameters parameters = subject.envelope().parameters();
        BodyType body = parameters.body();
        // RFC 3461 §4.3: RET is about failures.
        long octetsMax = parameters
                .ret()
                .map(ret -> ret == Ret.FULL ? config.returnAskedMax().octets() : -1)
                .orElse(config.returnMax().octets());
        boolean wanted = failure && whole.size() <= octetsMax;
        // RFC 3030 §3: lines of any octets go nowhere but by BINARYMIME, which a report cannot count on.
        if (wanted && body != BodyType.BINARY_MIME) {
            return new ReturnedPart(utf8 ? "message/global" : "message/rfc822", whole, body == BodyType.EIGHT_BIT_MIME);
        }
        byte[] header = header(subject);
        return new ReturnedPart(
                utf8 ? "message/global-headers" : "text/rfc822-headers", Content.of(header), hasHighOctet(header));
    }

    private static byte[] header(Mail subject) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        for (HeaderField field : subject.message().headers().fields()) {
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
