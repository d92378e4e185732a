package org.postrider.dist.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/// Writes each line of the log as a JSON object.
///
/// Logback's own encoder puts the keys of an event into a list of objects, where no query finds them; here they are the
/// object's members. Thread-safe.
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();

    @Override
    public void start() {
        stackTraces.setContext(getContext());
        stackTraces.start();
        super.start();
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("time", event.getInstant().truncatedTo(ChronoUnit.MILLIS).toString());
        members.put("level", event.getLevel().toString());
        members.put("logger", event.getLoggerName());
        members.putAll(event.getMDCPropertyMap());
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> add(members, pair.key, String.valueOf(pair.value)));
        }
        members.put("message", event.getFormattedMessage());
        if (event.getThrowableProxy() != null) {
            members.put("exception", stackTraces.convert(event));
        }
        try {
            return (JSON.std.asString(members) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    // What comes several times, such as the recipients of a mail, is a list.
    private static void add(Map<String, Object> members, String key, String value) {
        Object before = members.get(key);
        if (before == null) {
            members.put(key, value);
        } else {
            List<Object> all = new ArrayList<>(before instanceof List<?> list ? list : List.of(before));
            all.add(value);
            members.put(key, all);
        }
    }
}
