package org.postrider.kernel.pipeline.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.postrider.kernel.pipeline.graph.PipelineGraph.Mailet;
import org.postrider.kernel.pipeline.graph.PipelineGraph.Processor;

/// The same pipeline in each of its drawings.
class PipelineGraphTest {
    private final PipelineGraph graph = new PipelineGraph(List.of(
            new Processor(
                    "root",
                    List.of(
                            new Mailet(1, "AddFooter", "HasHeader=X-<a>", Set.of(), Set.of("error"), false, 5),
                            new Mailet(2, "ToProcessor", "All", Set.of("error"), Set.of(), true, 6))),
            new Processor("error", List.of(new Mailet(1, "Bounce", "All", Set.of(), Set.of(), true, 9)))));

    @Test
    void asText() {
        assertThat(Drawing.TEXT.of(graph)).isEqualTo("""
                root
                  ├  1  HasHeader=X-<a>  AddFooter    ✗ error
                  └  2  All              ToProcessor  → error

                error
                  └  1  All              Bounce       ■
                """);
    }

    @Test
    void asMermaid() {
        assertThat(Drawing.MERMAID.of(graph)).isEqualTo("""
                flowchart TD
                  subgraph p0["root"]
                    p0_1["AddFooter<br/><small>HasHeader=X-&lt;a&gt;</small>"]
                    p0_2["ToProcessor<br/><small>All</small>"]
                    p0_1 --> p0_2
                  end
                  subgraph p1["error"]
                    p1_1["Bounce<br/><small>All</small>"]
                  end
                  p0_1 -. fails .-> p1
                  p0_2 ==> p1
                """);
    }

    @Test
    void asSvgThatIsWellFormedAndNamesAll() throws Exception {
        String svg = Drawing.SVG.of(graph);
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(svg).contains(">root<", ">error<", ">AddFooter<", ">HasHeader=X-&lt;a&gt;<", ">Bounce<", "line 9");
        assertThat(svg.lines().filter(line -> line.contains("C"))).hasSize(2);
    }

    @Test
    void anEmptyOneIsDrawnToo() {
        PipelineGraph none = new PipelineGraph(List.of());
        assertThat(Drawing.TEXT.of(none)).isEmpty();
        assertThat(Drawing.MERMAID.of(none)).isEqualTo("flowchart TD\n");
        assertThat(Drawing.SVG.of(none)).startsWith("<svg").endsWith("</svg>\n");
    }
}
