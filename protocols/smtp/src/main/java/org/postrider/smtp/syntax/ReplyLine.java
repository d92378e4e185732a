package org.postrider.smtp.syntax;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.api.mail.Reply;

/// One line of a server's reply (RFC 5321 §4.2).
///
/// @param last false where `-` follows the code
/// @param text after the code, with an enhanced status code if there is one
public record ReplyLine(int code, boolean last, String text) {
    private static final Pattern SYNTAX = Pattern.compile("([2-5][0-9][0-9])(?:([ -])(.*))?", Pattern.DOTALL);
    // RFC 3463 §2
    private static final Pattern STATUS = Pattern.compile("([245]\\.[0-9]{1,3}\\.[0-9]{1,3})(?: +|$)");

    /// Empty where the octets are no reply line.
    public static Optional<ReplyLine> parse(byte[] line) {
        int end = line.length;
        while (end > 0 && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
            end--;
        }
        Matcher matcher = SYNTAX.matcher(new String(line, 0, end, StandardCharsets.UTF_8));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String text = matcher.group(3) == null ? "" : matcher.group(3).strip();
        return Optional.of(new ReplyLine(Integer.parseInt(matcher.group(1)), !"-".equals(matcher.group(2)), text));
    }

    /// The reply that the lines' texts, put together, make; the enhanced status code is taken out.
    public Reply toReply(String wholeText) {
        Matcher matcher = STATUS.matcher(wholeText);
        return matcher.lookingAt()
                ? Reply.of(code, matcher.group(1), wholeText.substring(matcher.end()))
                : Reply.of(code, "", wholeText);
    }
}
