package org.postrider.kernel.report;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Text from elsewhere, such as another host's reply, in the form in which a report can hold it.
final class ReportText {
    // RFC 5322 §2.1.1: a line should have 78 characters, and must not have more than 998.
    private static final int LINE_LENGTH = 78;
    private static final int LINE_LENGTH_MAX = 900;
    private static final int TEXT_LENGTH_MAX = 4000;
    private static final Pattern XTEXT_OCTET = Pattern.compile("\\+([0-9A-F]{2})");

    private ReportText() {}

    /// One line of printable US-ASCII, cut where it is very long.
    static String printable(String text) {
        String cut = text.length() > TEXT_LENGTH_MAX ? text.substring(0, TEXT_LENGTH_MAX) + "..." : text;
        StringBuilder printable = new StringBuilder(cut.length());
        cut.codePoints().forEach(c -> printable.append(c == '\t' ? ' ' : c < 0x20 || c > 0x7e ? '?' : (char) c));
        return printable.toString();
    }

    /// RFC 3461 §4.2 and §4.4: in a report stands what the sender wrote before it encoded it for SMTP.
    static String decodedXtext(String xtext) {
        return printable(
                XTEXT_OCTET.matcher(xtext).replaceAll(octet -> java.util.regex.Matcher.quoteReplacement(octet(octet))));
    }

    private static String octet(MatchResult octet) {
        return String.valueOf((char) Integer.parseInt(octet.group(1), 16));
    }

    /// A line with its line break, folded between words where it is long (RFC 5322 §2.2.3), and where it has to be in
    /// the middle of one.
    ///
    /// @param indent what a line begins with that goes on with the one before, at least one space
    static String folded(String line, String indent) {
        StringBuilder folded = new StringBuilder(line.length() + 16);
        String rest = line;
        while (rest.length() > LINE_LENGTH) {
            int end = breakAt(rest, indent.length());
            folded.append(rest, 0, end).append("\r\n");
            rest = indent + rest.substring(end).stripLeading();
        }
        return folded.append(rest).append("\r\n").toString();
    }

    private static int breakAt(String line, int indent) {
        int space = line.lastIndexOf(' ', LINE_LENGTH);
        int end = space > indent ? space : line.indexOf(' ', LINE_LENGTH);
        return end < 0 || end > LINE_LENGTH_MAX ? Math.min(line.length(), LINE_LENGTH_MAX) : end;
    }
}
