package org.postrider.kernel.metrics;

import java.util.concurrent.atomic.LongAdder;

/// Counts the classes of a class loader, of which it knows nothing, so that it does not keep it. Thread-safe.
public final class LoadedClasses {
    private final LongAdder count = new LongAdder();
    private final LongAdder octets = new LongAdder();

    /// One more class.
    public void add(int classFileOctets) {
        count.increment();
        octets.add(classFileOctets);
    }

    long count() {
        return count.sum();
    }

    long octets() {
        return octets.sum();
    }
}
