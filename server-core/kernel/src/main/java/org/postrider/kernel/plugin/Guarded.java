package org.postrider.kernel.plugin;

import java.io.IOException;
import java.util.List;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Matcher;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.store.DerivedField;
import org.postrider.api.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Parts of plugins, each of whose calls passes [PluginBoundary].
///
/// Stores and search indexes are not wrapped: their interfaces are wide and asked all the time, there is one of each,
/// and their callers handle what they throw.
final class Guarded {
    private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);

    private Guarded() {}

    static <T> T wrap(ComponentKind<T> kind, T part, LoadedPlugin plugin) {
        Object wrapped = part;
        if (kind.equals(ComponentKind.MAILET)) {
            wrapped = new GuardedMailet((Mailet) part, plugin);
        } else if (kind.equals(ComponentKind.MATCHER)) {
            wrapped = new GuardedMatcher((Matcher) part, plugin);
        } else if (kind.equals(ComponentKind.PROTOCOL)) {
            wrapped = new GuardedHandler((ProtocolHandler) part, plugin);
        } else if (kind.equals(ComponentKind.TRANSPORT)) {
            wrapped = new GuardedTransport((Transport) part, plugin);
        } else if (kind.equals(ComponentKind.DERIVED_FIELD)) {
            wrapped = new GuardedField((DerivedField) part, plugin);
        }
        return kind.type().cast(wrapped);
    }

    private record GuardedMailet(Mailet mailet, LoadedPlugin plugin) implements Mailet {
        @Override
        public Outcome service(Mail mail) throws Exception {
            return PluginBoundary.call(plugin, () -> mailet.service(mail));
        }
    }

    private record GuardedMatcher(Matcher matcher, LoadedPlugin plugin) implements Matcher {
        @Override
        public List<Recipient> match(Mail mail) throws Exception {
            return PluginBoundary.call(plugin, () -> matcher.match(mail));
        }
    }

    private record GuardedHandler(ProtocolHandler handler, LoadedPlugin plugin) implements ProtocolHandler {
        @Override
        public void serve(Connection connection) throws ConnectionEndedException {
            try {
                PluginBoundary.call(plugin, () -> {
                    handler.serve(connection);
                    return connection;
                });
            } catch (ConnectionEndedException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new PluginFaultException(plugin, e);
            }
        }

        @Override
        public byte[] refusal(String reason) {
            try {
                return PluginBoundary.call(plugin, () -> handler.refusal(reason));
            } catch (Exception e) {
                LOG.warn("The plugin {} could not refuse a connection; it is closed without a word", plugin, e);
                return new byte[0];
            }
        }
    }

    private record GuardedTransport(Transport transport, LoadedPlugin plugin) implements Transport {
        @Override
        public int defaultPort() {
            return transport.defaultPort();
        }

        @Override
        public Report deliver(Target target, Mail mail) {
            try {
                return PluginBoundary.call(plugin, () -> transport.deliver(target, mail));
            } catch (Exception e) {
                LOG.error(
                        "The plugin {} failed to hand mail {} to {}; it is tried again", plugin, mail.id(), target, e);
                return new Report.Unreachable(Reply.of(451, "4.3.0", "internal error of the transport"));
            }
        }
    }

    private record GuardedField(DerivedField field, LoadedPlugin plugin) implements DerivedField {
        @Override
        public String name() {
            return field.name();
        }

        @Override
        public byte[] derive(Content content) throws IOException {
            try {
                return PluginBoundary.call(plugin, () -> field.derive(content));
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("the plugin " + plugin + " could not derive " + field.name(), e);
            }
        }
    }
}
