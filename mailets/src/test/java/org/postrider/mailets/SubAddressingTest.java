package org.postrider.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Outcome;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.TestMail;

class SubAddressingTest {
    private final MemoryDirectory directory = new MemoryDirectory()
            .user("bob@example.test", "")
            .user("eve@example.test", "")
            .user("a+b@example.test", "");

    @Test
    void aSubAddressIsTheAccountAndAFolder() {
        assertThat(ends("bob+lists@example.test", "eve@example.test", "eve+x+y@example.test"))
                .containsExactly("[bob@example.test] lists", "[eve@example.test] -");
    }

    @Test
    void theFolderBeginsAfterTheFirstSeparator() {
        assertThat(ends("eve+x+y@example.test")).containsExactly("[eve@example.test] x+y");
    }

    @Test
    void whoeverIsNoAccountOrHasTheSeparatorInHisNameStays() {
        assertThat(ends("a+b@example.test", "nobody+x@example.test", "bob+@example.test", "+x@example.test"))
                .containsExactly("[a+b@example.test, nobody+x@example.test, bob+@example.test, +x@example.test] -");
    }

    @Test
    void aDelimiterIsOneCharacter() {
        for (String wrong : List.of("", "@", "\"", "--")) {
            assertThatThrownBy(() -> new SubAddressing.Config(wrong)).hasMessageContaining("one character");
        }
        assertThat(new None()
                        .matches(TestMail.fromNobody().to("bob@example.test").build()))
                .isFalse();
    }

    private List<String> ends(String... recipients) {
        Mail mail = TestMail.from("ann@example.org").to(recipients).build();
        List<String> ends = new ArrayList<>();
        for (Outcome part : Outcomes.parts(new SubAddressing(new SubAddressing.Config("+"), directory).service(mail))) {
            Mail each = ((Outcome.Continue) part).mail();
            ends.add(Outcomes.recipients(each) + " "
                    + each.attribute(LocalDelivery.FOLDER_ATTRIBUTE).orElse("-"));
        }
        return ends;
    }
}
