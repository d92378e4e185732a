package org.postrider.api.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentsTest {
    private static final String TEXT = "abcdefghij";

    private final Content together = Content.concat(
            List.of(content("abc"), content(""), content("def"), Content.concat(List.of(content("ghij")))));

    @Test
    void eachSliceOfContentsPutTogetherHasItsOctets() throws IOException {
        for (int from = 0; from <= TEXT.length(); from++) {
            for (int to = from; to <= TEXT.length(); to++) {
                Content slice = together.slice(from, to - from);
                assertThat(text(slice)).isEqualTo(TEXT.substring(from, to));
                assertThat(slice.size()).isEqualTo(to - from);
                assertThat(text(slice.slice(slice.size() / 2, slice.size() - slice.size() / 2)))
                        .isEqualTo(TEXT.substring(from + (to - from) / 2, to));
            }
        }
        assertThatThrownBy(() -> together.slice(5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aSliceLeavesWhatStandsAroundItClosed() throws IOException {
        Content slice = Content.concat(List.of(new Closed(1_000_000), content("abc"), new Closed(1_000_000)))
                .slice(1_000_001, 2);
        assertThat(text(slice)).isEqualTo("bc");
    }

    @Test
    void contentsPutTogetherAreOpenedOneAfterTheOther() throws IOException {
        try (InputStream in =
                Content.concat(List.of(content("abc"), new Closed(1))).open()) {
            assertThat(in.readNBytes(3)).asString(StandardCharsets.US_ASCII).isEqualTo("abc");
            assertThatThrownBy(in::read).isInstanceOf(IOException.class);
        }
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(Content content) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        content.writeTo(written);
        assertThat(content.readAll(1000)).isEqualTo(written.toByteArray());
        return written.toString(StandardCharsets.US_ASCII);
    }

    /// Nobody has to read it.
    private record Closed(long size) implements Content {
        @Override
        public InputStream open() throws IOException {
            throw new IOException("opened");
        }
    }
}
