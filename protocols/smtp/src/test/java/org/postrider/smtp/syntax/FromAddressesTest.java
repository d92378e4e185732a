package org.postrider.smtp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.api.mail.MailAddress;

class FromAddressesTest {
    // RFC 5322 §3.4, §4.4
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ann@a.test|ann@a.test",
                "Ann <ann@a.test>|ann@a.test",
                "\"Ann, bob@b.test\" <ann@a.test>|ann@a.test",
                "ann@a.test (or bob@b.test (not))|ann@a.test",
                "ann@a.test, Bob <bob@b.test>|ann@a.test bob@b.test",
                "friends: ann@a.test, bob@b.test;|ann@a.test bob@b.test",
                "bob@b.test <ann@a.test>|bob@b.test ann@a.test",
                "ann @ a . test|ann@a.test",
                "<@x.test,@y.test:ann@a.test>|ann@a.test",
                "\"a b\"@a.test|\"a b\"@a.test",
                "ann@[192.0.2.1]|ann@[192.0.2.1]",
                "ann@[IPv6:2001:db8::1]|ann@[IPv6:2001:db8::1]",
                "(open ann@a.test|''",
                "\"open ann@a.test|''",
                "root|''",
                "=?utf-8?q?Ann?= <ann@a.test>|ann@a.test",
                "<ann@a.test|ann@a.test",
            })
    void findsWhatMayBeShownAsTheAuthor(String value, String expected) {
        assertThat(String.join(
                        " ",
                        FromAddresses.in(": " + value + "\r\n").stream()
                                .map(MailAddress::toString)
                                .toList()))
                .isEqualTo(expected);
    }

    @Test
    void readsOneFieldAfterAnother() {
        assertThat(FromAddresses.in(": ann@a.test\r\n: Bob\r\n <bob@b.test>\r\n"))
                .containsExactly(MailAddress.parse("ann@a.test"), MailAddress.parse("bob@b.test"));
    }

    @Test
    void readsWhatHasNoEndInTimeThatGrowsWithItsLength() {
        for (String part : new String[] {" ", "(", "\"", "@[", "@", ".", "<", "\\", ",", "a@b "}) {
            String value = part.repeat(500_000);
            Assertions.assertTimeout(Duration.ofSeconds(30), () -> FromAddresses.in(value), part);
        }
    }
}
