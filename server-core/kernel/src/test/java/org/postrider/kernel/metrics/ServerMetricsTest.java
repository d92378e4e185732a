package org.postrider.kernel.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postrider.api.metrics.Metrics;

class ServerMetricsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

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

        assertThat(metrics.text())
                .contains(
                        "postrider_plugin_calls_total{kind=\"mailet\",part=\"Tag\",plugin=\"ours\"} 2.0",
                        "postrider_plugin_call_seconds_total{kind=\"mailet\",part=\"Tag\",plugin=\"ours\"} 3.0",
                        "postrider_plugin_failures_total{kind=\"mailet\",part=\"Tag\",plugin=\"ours\"} 1.0");
    }

    @Test
    void whatAPluginsLoadersHoldIsShownAsLongAsTheyAreInMemory() throws Exception {
        try (URLClassLoader steps = new URLClassLoader(new URL[0])) {
            LoadedClasses ofSteps = new LoadedClasses();
            metrics.loader("ours", steps, ofSteps);
            metrics.loader("ours", steps, ofSteps);
            ofSteps.add(1_000);
            addAnother();

            assertThat(metrics.text())
                    .contains("postrider_plugin_loaders{plugin=\"ours\"}")
                    .contains("postrider_plugin_class_bytes{plugin=\"ours\"}");
            awaitText("postrider_plugin_loaders{plugin=\"ours\"} 1.0");
            assertThat(metrics.text())
                    .contains(
                            "postrider_plugin_classes{plugin=\"ours\"} 1.0",
                            "postrider_plugin_class_bytes{plugin=\"ours\"} 1000.0")
                    .doesNotContain("{plugin=\"theirs\"}");
        }
    }

    // Nothing holds them when this returns.
    private void addAnother() {
        for (String plugin : new String[] {"ours", "theirs"}) {
            LoadedClasses counts = new LoadedClasses();
            metrics.loader(plugin, new URLClassLoader(new URL[0]), counts);
            counts.add(500);
        }
    }

    private void awaitText(String text) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!metrics.text().contains(text) && System.nanoTime() < end) {
            System.gc();
        }
        assertThat(metrics.text()).contains(text);
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
