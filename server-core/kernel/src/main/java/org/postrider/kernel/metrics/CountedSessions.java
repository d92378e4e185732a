package org.postrider.kernel.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;

/// Counts the sessions of a listener, and tells JFR of each. Thread-safe.
public final class CountedSessions implements ProtocolHandler {
    private final ListenerInfo listener;
    private final ProtocolHandler protocol;
    private final CounterDataPoint all;
    private final CounterDataPoint refused;
    private final GaugeDataPoint present;
    private final CallTimes times;

    /// @param protocol serves them
    public CountedSessions(ListenerInfo listener, ProtocolHandler protocol, ServerMetrics metrics) {
        this.listener = listener;
        this.protocol = protocol;
        this.all = metrics.sessions.labelValues(listener.name());
        this.refused = metrics.connectionsRefused.labelValues(listener.name());
        this.present = metrics.sessionsNow.labelValues(listener.name());
        this.times = new CallTimes(metrics.sessionTimes.labelValues(listener.name()));
    }

    @Override
    public void serve(Connection connection) throws ConnectionEndedException {
        all.inc();
        present.inc();
        long began = System.nanoTime();
        SessionEvent event = new SessionEvent();
        event.begin();
        try {
            protocol.serve(connection);
        } finally {
            present.dec();
            times.since(began);
            event.end();
            if (event.shouldCommit()) {
                event.listener = listener.name();
                event.protocol = listener.protocol();
                event.client = connection.remoteAddress().toString();
                event.commit();
            }
        }
    }

    @Override
    public byte[] refusal(String reason) {
        refused.inc();
        return protocol.refusal(reason);
    }
}
