package org.postrider.storefiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.postrider.api.store.DerivedField;

/// What all mailboxes of a store share. Thread-safe.
public final class StoreServices {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int HOST_LENGTH_MAX = 60;

    private final InstantSource clock;
    private final String host;
    private final List<DerivedField> fields;
    private final Durability durability;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong counter = new AtomicLong();
    private final AtomicLong lastUidValidity = new AtomicLong();
    private final long boot;
    private final String process;

    public StoreServices(InstantSource clock, String host, List<DerivedField> fields, Durability durability) {
        this.clock = clock;
        this.host = inFileName(host);
        this.fields = List.copyOf(fields);
        this.durability = durability;
        this.boot = boot();
        this.process = "P" + ProcessHandle.current().pid() + "R" + Long.toString(random.nextLong() >>> 24, 36) + "Q";
    }

    public InstantSource clock() {
        return clock;
    }

    public List<DerivedField> fields() {
        return fields;
    }

    public Durability durability() {
        return durability;
    }

    /// Another one after the computer was started anew; where that cannot be told, after the server was.
    public long bootId() {
        return boot;
    }

    /// For a new mailbox: always another, even for two made in one second.
    public long nextUidValidity() {
        long seconds = clock.instant().getEpochSecond();
        return lastUidValidity.updateAndGet(last -> Math.max(seconds, last + 1));
    }

    /// For a new mailbox.
    public String newId() {
        return Long.toString(random.nextLong() >>> 4, Character.MAX_RADIX);
    }

    /// A name that no other file has or had.
    public String unique() {
        return process + counter.incrementAndGet();
    }

    /// The beginning of a message file's name, as all Maildir programs make it.
    public String fileUnique(String middle) {
        return clock.instant().getEpochSecond() + "." + middle + "." + host;
    }

    private static String inFileName(String host) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(host.length(), HOST_LENGTH_MAX); i++) {
            char c = host.charAt(i);
            boolean safe = c > 0x20 && c < 0x7f && "/:,\\".indexOf(c) < 0;
            out.append(safe ? c : '_');
        }
        return out.toString();
    }

    private long boot() {
        try {
            return UUID.fromString(Files.readString(BOOT_ID).strip()).getMostSignificantBits();
        } catch (IOException | IllegalArgumentException e) {
            // Not Linux: each start counts as one after a power failure.
            return random.nextLong();
        }
    }
}
