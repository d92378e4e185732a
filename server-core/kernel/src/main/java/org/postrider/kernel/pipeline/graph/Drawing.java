package org.postrider.kernel.pipeline.graph;

/// A way to show a pipeline.
public enum Drawing {
    /// For a terminal.
    TEXT {
        @Override
        public String of(PipelineGraph graph) {
            return TextDrawing.of(graph);
        }
    },
    /// For pages that draw [Mermaid](https://mermaid.js.org) flowcharts.
    MERMAID {
        @Override
        public String of(PipelineGraph graph) {
            return MermaidDrawing.of(graph);
        }
    },
    /// A picture that browsers show.
    SVG {
        @Override
        public String of(PipelineGraph graph) {
            return SvgDrawing.of(graph);
        }
    };

    public abstract String of(PipelineGraph graph);
}
