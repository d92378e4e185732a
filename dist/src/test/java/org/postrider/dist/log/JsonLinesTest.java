package org.postrider.dist.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/// The log as JSON.
class JsonLinesTest {
    private final LoggerContext context = (LoggerContext) org.slf4j.LoggerFactory.getILoggerFactory();

    @Test
    void theKeysOfAMailEventAreMembers() throws Exception {
        LoggingEvent event = event("received id=m1 to=a@x to=b@x", null);
        event.addKeyValuePair(new KeyValuePair("event", "received"));
        event.addKeyValuePair(new KeyValuePair("id", "m1"));
        event.addKeyValuePair(new KeyValuePair("to", "a@x"));
        event.addKeyValuePair(new KeyValuePair("to", "b@x"));
        event.setMDCPropertyMap(Map.of("session", "s7"));

        Map<String, Object> members = members(event);

        assertThat(members)
                .containsEntry("event", "received")
                .containsEntry("id", "m1")
                .containsEntry("to", List.of("a@x", "b@x"))
                .containsEntry("session", "s7")
                .containsEntry("level", "INFO")
                .containsKeys("time", "logger", "message");
    }

    @Test
    void aLineIsOneLineWhateverStandsInIt() throws Exception {
        String line = encoded(event("two\nlines and a \"quote\"", new IllegalStateException("no\nmore")));
        assertThat(line.strip()).doesNotContain("\n");
        assertThat(String.valueOf(members(event("x", new IllegalStateException("no more")))
                        .get("exception")))
                .contains("IllegalStateException: no more");
    }

    private LoggingEvent event(String message, @org.jspecify.annotations.Nullable Throwable cause) {
        return new LoggingEvent("test", context.getLogger("postrider.mail"), Level.INFO, message, cause, new Object[0]);
    }

    private String encoded(LoggingEvent event) {
        JsonLines lines = new JsonLines();
        lines.setContext(context);
        lines.start();
        return new String(lines.encode(event), StandardCharsets.UTF_8);
    }

    private Map<String, Object> members(LoggingEvent event) throws Exception {
        return JSON.std.mapFrom(encoded(event));
    }
}
