package org.postrider.smtp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Reply;

class ReplyLineTest {
    @Test
    void hasCodeContinuationAndText() {
        assertThat(parse("250-SIZE 100\r\n")).contains(new ReplyLine(250, false, "SIZE 100"));
        assertThat(parse("250 ok\r\n")).contains(new ReplyLine(250, true, "ok"));
        assertThat(parse("354\r\n")).contains(new ReplyLine(354, true, ""));
        assertThat(parse("421 \n")).contains(new ReplyLine(421, true, ""));
    }

    @Test
    void whatIsNoReplyIsNone() {
        for (String line : List.of("", "\r\n", "25", "2500 x", "150 x", "650 x", "abc", "250x", "HTTP/1.1 400")) {
            assertThat(parse(line)).as(line).isEmpty();
        }
    }

    @Test
    void theEnhancedStatusCodeIsTakenOut() {
        ReplyLine line = new ReplyLine(550, true, "");
        assertThat(line.toReply("5.1.1 no such user")).isEqualTo(Reply.of(550, "5.1.1", "no such user"));
        assertThat(line.toReply("5.1.1")).isEqualTo(Reply.of(550, "5.1.1", ""));
        assertThat(line.toReply("no such user")).isEqualTo(Reply.of(550, "", "no such user"));
        assertThat(line.toReply("5.1.1234 odd")).isEqualTo(Reply.of(550, "", "5.1.1234 odd"));
    }

    private static Optional<ReplyLine> parse(String line) {
        return ReplyLine.parse(line.getBytes(StandardCharsets.US_ASCII));
    }
}
