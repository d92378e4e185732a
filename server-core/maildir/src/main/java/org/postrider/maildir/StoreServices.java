package org.postrider.maildir;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.postrider.api.store.DerivedField;

/// What all mailboxes of a store share. Thread-safe.
final class StoreServices {
    private final InstantSource clock;
    private final String host;
    private final List<DerivedField> fields;
    private final AtomicLong counter = new AtomicLong();
    private final long process = ProcessHandle.current().pid();
    private final long started = System.currentTimeMillis();

    StoreServices(InstantSource clock, String host, List<DerivedField> fields) {
        this.clock = clock;
        // A slash or colon would not do in a file's name.
        this.host = host.replace('/', '_').replace(':', '_').replace(',', '_');
        this.fields = List.copyOf(fields);
    }

    InstantSource clock() {
        return clock;
    }

    String host() {
        return host;
    }

    List<DerivedField> fields() {
        return fields;
    }

    /// A name that no other file has or had.
    String unique() {
        return "P" + process + "T" + Long.toString(started, Character.MAX_RADIX) + "Q" + counter.incrementAndGet();
    }
}
