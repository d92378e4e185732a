package org.postrider.kernel.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.postrider.api.metrics.Metrics;

class ServerMetricsTest {
    private final ServerMetrics metrics = new ServerMetrics();

    @Test
    void whatPluginsCountIsShownWithTheirNames() {
        metrics.of("ours").counter("mails", "Mails.").increment();
        metrics.of("ours").counter("mails_total", "Mails.").add(2);
        metrics.of("theirs").counter("mails", "Mails.").add(0.5);
        metrics.of("theirs").counter("mails", "Mails.").add(-7);
        metrics.of("ours").gauge("open_things", "Things.").set(-3);

        assertThat(metrics.text())
                .contains(
                        "# TYPE postrider_mails_total counter",
                        "postrider_mails_total{plugin=\"ours\"} 3.0",
                        "postrider_mails_total{plugin=\"theirs\"} 0.5",
                        "postrider_open_things{plugin=\"ours\"} -3.0");
    }

    @Test
    void callsOfPartsAreCounted() {
        CallMeter meter = metrics.calls("ours", "mailet", "Tag");
        meter.called(2_000_000_000L, false);
        meter.called(1_000_000_000L, true);
        LongAdder classes = new LongAdder();
        metrics.classes("ours", classes);
        classes.add(12);

        assertThat(metrics.text())
                .contains(
                        "postrider_plugin_calls_total{kind=\"mailet\",part=\"Tag\",plugin=\"ours\"} 2.0",
                        "postrider_plugin_call_seconds_total{kind=\"mailet\",part=\"Tag\",plugin=\"ours\"} 3.0",
                        "postrider_plugin_failures_total{kind=\"mailet\",part=\"Tag\",plugin=\"ours\"} 1.0",
                        "postrider_plugin_classes{plugin=\"ours\"} 12.0");
    }

    @Test
    void aNameIsOfOneKindAndThereAreNotTooMany() {
        Metrics ours = metrics.of("ours");
        ours.counter("mails", "Mails.");
        assertThatThrownBy(() -> ours.gauge("mails", "Mails.")).hasMessageContaining("another kind");
        assertThatThrownBy(() -> ours.counter("plugin_calls", "x")).hasMessageContaining("another kind");
        assertThatThrownBy(() -> ours.gauge("plugin_classes", "x")).hasMessageContaining("another kind");
        for (String wrong : new String[] {"", "Mails", "1mail", "mails sent", "x".repeat(81)}) {
            assertThatThrownBy(() -> ours.counter(wrong, "x")).as(wrong).hasMessageContaining("no name of a metric");
        }
        for (int i = 1; i < Metrics.NAMES_MAX; i++) {
            ours.gauge("g" + i, "One of many.");
        }
        assertThatThrownBy(() -> ours.counter("more", "x")).hasMessageContaining("no more");
        // Those that are there may be asked for again.
        ours.counter("mails", "Mails.").increment();
    }
}
