package org.postrider.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.Option;
import org.postrider.api.net.TlsLevel;
import org.postrider.kernel.config.ElementDoc.ComponentDoc;
import org.xml.sax.SAXException;

class ReferenceTest {
    record Outer(
            @Option(doc = "The name | of it.") String name,
            @Option(doc = "How many.", defaultValue = "3") int count,
            @Option(doc = "Which.", defaultValue = "none") TlsLevel level,
            @Option(doc = "Numbers.") List<Integer> numbers,
            @Option(doc = "Inside.") List<Inner> inner) {}

    record Inner(
            @Option(doc = "How long.", defaultValue = "5m") Duration time,
            @Option(doc = "Perhaps.") Optional<String> perhaps) {}

    private final ElementDoc component = ElementDoc.of("SetThing", "Sets a thing.", false, Inner.class);
    private final ElementDoc step = ElementDoc.of(
            "step",
            "A step.",
            true,
            Optional.empty(),
            List.of(),
            List.of(new ComponentDoc("standard", component, List.of("<mailet class=\"X\"/>"))));
    private final ElementDoc root =
            ElementDoc.of("outer", "All of it.", false, Optional.of(Outer.class), List.of(step), List.of());

    @Test
    void theSchemaTakesWhatTheServerTakes() throws SAXException {
        validate("""
                <outer name="a" count="4" level="required" numbers="1, 2">
                  <inner time="5m"/><inner><perhaps>x</perhaps></inner>
                  <step time="1s"><perhaps>x</perhaps><strangersOption>y</strangersOption></step>
                </outer>""");
        validate("<outer count='${env:COUNT}'><level>${env:LEVEL:-none}</level></outer>");
    }

    @Test
    void theSchemaRefusesMisspeltNamesAndBadNumbers() {
        assertThatThrownBy(() -> validate("<outer nmae='a'/>")).hasMessageContaining("nmae");
        assertThatThrownBy(() -> validate("<outer><inne/></outer>")).hasMessageContaining("inne");
        assertThatThrownBy(() -> validate("<outer count='many'/>")).hasMessageContaining("many");
        assertThatThrownBy(() -> validate("<outer level='some'/>")).hasMessageContaining("some");
    }

    @Test
    void theReferenceHasATableForEachElement() {
        assertThat(ReferenceWriter.write("outer.xml", root)).isEqualTo("""
                <!-- Made from the code: do not edit. -->

                # outer.xml

                ## `<outer>`

                All of it.

                | option | value | default | |
                |---|---|---|---|
                | `name` | text | required | The name \\| of it. |
                | `count` | whole number | `3` | How many. |
                | `level` | one of none, opportunistic, required, verified, implicit | `none` | Which. |
                | `numbers` | whole number, repeatable |  | Numbers. |

                ### `<outer><inner>`

                Inside. Repeatable.

                | option | value | default | |
                |---|---|---|---|
                | `time` | duration, such as 30s, 5m, 4h or 5d | `5m` | How long. |
                | `perhaps` | text |  | Perhaps. |

                ### `<outer><step>`

                A step. Repeatable.

                #### SetThing

                Sets a thing.

                ```xml
                <mailet class="X"/>
                ```

                | option | value | default | |
                |---|---|---|---|
                | `time` | duration, such as 30s, 5m, 4h or 5d | `5m` | How long. |
                | `perhaps` | text |  | Perhaps. |
                """);
    }

    private void validate(String xml) throws SAXException {
        Schema schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(new StreamSource(new StringReader(SchemaWriter.write(root))));
        try {
            schema.newValidator().validate(new StreamSource(new StringReader(xml)));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
