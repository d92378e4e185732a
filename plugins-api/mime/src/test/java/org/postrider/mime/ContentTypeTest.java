package org.postrider.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 2045 §5.1, and what stands in the field's place in the field.
class ContentTypeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "text/plain; charset=utf-8                      | charset  | utf-8",
                "TEXT/PLAIN; CHARSET=UTF-8                      | charset  | UTF-8",
                "text/plain; charset=\"utf-8\"                  | charset  | utf-8",
                "text/plain (of (some) kind); charset = utf-8   | charset  | utf-8",
                "application/x; name=\"a \\\"b\\\" ; c.txt\"    | name     | a \"b\" ; c.txt",
                "multipart/mixed; boundary=\"--;=\"; x=y        | boundary | --;=",
                "multipart/mixed; boundary=\"open              | boundary | open",
            })
    void aParameterIsFound(String value, String name, String expected) {
        assertThat(ContentType.parse(value).parameter(name)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                ";",
                "text/plain; odd=\"a\\",
                "text/plain (\\",
                "\"\\",
                "text/plain; x=\"\\\"; \\",
                "(((("
            })
    void whatHasNoSenseIsNoFault(String value) {
        assertThat(ContentType.parse(value).parameters()).doesNotContainKey("boundary");
    }

    @Test
    void neverFails() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int j = random.nextInt(20); j > 0; j--) {
                value.append("ab/;=\"\\() \t*'%\u00e9,\r\n".charAt(random.nextInt(17)));
            }
            assertThat(ContentType.parse(value.toString()))
                    .as("seed %d: %s", seed, value)
                    .isNotNull();
        }
    }
}
