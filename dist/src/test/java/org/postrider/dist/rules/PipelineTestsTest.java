package org.postrider.dist.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.dist.rules.PipelineTests.Result;
import org.postrider.kernel.config.Problems;

/// Cases against a pipeline that stores everything for bob in Junk and bounces the rest.
class PipelineTestsTest {
    @TempDir
    private Path folder;

    private final Problems problems = new Problems();
    private Map<String, Object> asked = Map.of();

    @Test
    void aCaseIsGoodWhereEveryRecipientEndsAsExpected() throws IOException {
        given("a.xml", """
                <case name="spam" from="ann@example.net" to="bob@x.test" tls="true">
                  <to>carol@x.test</to>
                  <message>
                Subject: win

                money
                  </message>
                  <expect to="BOB@x.test" end="stored" where="Junk"><header name="X-Spam" value="yes"/></expect>
                  <expect to="carol@x.test" end="bounced" where="5.1.1"><header name="X-Spam"/></expect>
                </case>
                """);
        assertThat(faults()).isEmpty();
        assertThat(asked)
                .containsEntry("from", "ann@example.net")
                .containsEntry("to", List.of("bob@x.test", "carol@x.test"))
                .containsEntry("text", "Subject: win\n\nmoney\n")
                .containsEntry("tls", true)
                .containsEntry("processor", "root");
    }

    @Test
    void whateverIsOtherwiseIsAFaultWithASentence() throws IOException {
        given("a.xml", """
                <case name="x" from="" to="bob@x.test" message="Subject: x">
                  <expect to="bob@x.test" end="relayed"/>
                  <expect to="dave@x.test" end="stored"/>
                </case>
                """);
        assertThat(faults())
                .containsExactly(
                        "bob@x.test is expected to be relayed; but bob@x.test is stored (Junk)",
                        "dave@x.test is expected to be stored; it reaches no such recipient",
                        "carol@x.test is bounced (550 5.1.1 no), which no <expect> says");
    }

    @Test
    void aFieldThatIsMissingOrTooManyIsAFault() throws IOException {
        given("a.xml", """
                <case name="x" from="" to="bob@x.test" message="Subject: x">
                  <expect to="bob@x.test" end="stored"><header name="X-Spam" value="no"/><header name="X-Spam"/></expect>
                  <expect to="carol@x.test" end="bounced"/>
                </case>
                """);
        assertThat(faults())
                .containsExactly(
                        "what bob@x.test gets has no field X-Spam with 'no', but 'yes'",
                        "what bob@x.test gets has the field X-Spam: yes");
    }

    @Test
    void whatIsWrongInAFileIsToldWithItsPlaceAndNothingRuns() throws IOException {
        given("deep/a.xml", "<case name='x' to='b@x.test' form='z'>\n<expect to='b@x.test' end='lost'/></case>");
        given("b.xml", "<rule/>");
        assertThat(PipelineTests.run(folder, this::ask, problems)).isEmpty();
        assertThat(problems.list())
                .extracting(problem ->
                        problem.toString().substring(folder.toString().length() + 1))
                .anyMatch(text -> text.startsWith("b.xml:1:1: <rule> is no case"))
                .anyMatch(text -> text.contains("deep/a.xml:1:30: form is not known in <case>; did you mean from?"))
                .anyMatch(text -> text.contains("deep/a.xml:2:23:") && text.contains("lost"));
        assertThat(asked).isEmpty();
    }

    @Test
    void theReportIsWhatCiServersRead() {
        String report = JUnitReport.text(List.of(
                new Result("a.xml", "good", List.of(), 0.5),
                new Result("b.xml", "<bad>", List.of("a & b", "c"), 0.25)));
        assertThat(report)
                .contains("tests=\"2\" failures=\"1\" time=\"0.750\"")
                .contains("<testcase classname=\"a.xml\" name=\"good\" time=\"0.500\"></testcase>")
                .contains("name=\"&lt;bad&gt;\"")
                .contains("<failure message=\"a &amp; b\">a &amp; b\nc</failure>");
    }

    private List<String> faults() throws IOException {
        List<Result> results = PipelineTests.run(folder, this::ask, problems);
        assertThat(problems.list()).isEmpty();
        assertThat(results).hasSize(1);
        return results.getFirst().faults();
    }

    private Map<String, Object> ask(Map<String, Object> question) {
        asked = question;
        return Map.of(
                "ends",
                List.of(
                        Map.of(
                                "recipient", "bob@x.test",
                                "end", "stored",
                                "where", "Junk",
                                "header", List.of(Map.of("name", "X-Spam", "value", "yes"))),
                        Map.of(
                                "recipient",
                                "carol@x.test",
                                "end",
                                "bounced",
                                "where",
                                "550 5.1.1 no",
                                "header",
                                List.of())));
    }

    private void given(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
