package org.postrider.kernel.plugin;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.event.MailEvent;
import org.postrider.api.event.MailObserver;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Matcher;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.MailboxName;
import org.postrider.api.transport.Transport;
import org.postrider.kernel.metrics.ServerMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Wraps parts of plugins, so that each of their calls passes [PluginBoundary], and those that must come back
/// [PluginCalls]. A session of a protocol lasts as long as its peer likes; its waits have limits of their own.
///
/// Stores and search indexes that came with the server are not wrapped: they are asked all the time, have limits where
/// they wait, and their callers handle what they throw.
final class Guarded {
    private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);

    private final PluginCalls calls = PluginCalls.pooled();
    private final PluginsConfig limits;

    private final ServerMetrics metrics;

    Guarded(PluginsConfig limits, ServerMetrics metrics) {
        this.limits = limits;
        this.metrics = metrics;
    }

    void forget(LoadedPlugin plugin) {
        calls.forget(plugin);
    }

    /// Makes a part: its constructor may hang as any other call.
    <T> T make(ComponentKind<?> kind, String name, LoadedPlugin plugin, Callable<T> work) throws Exception {
        return calls.call(plugin, "the constructor of the " + kind.noun() + " " + name, limits.callTimeMax(), work);
    }

    /// @throws Exception what a part throws that is asked for its constants
    <T> T wrap(ComponentKind<T> kind, String name, T part, LoadedPlugin plugin) throws Exception {
        Bound bound = bound(kind, name, plugin);
        Object wrapped = part;
        if (kind.equals(ComponentKind.MAILET)) {
            wrapped = new GuardedMailet((Mailet) part, bound);
        } else if (kind.equals(ComponentKind.MATCHER)) {
            wrapped = new GuardedMatcher((Matcher) part, bound);
        } else if (kind.equals(ComponentKind.PROTOCOL)) {
            wrapped = new GuardedHandler((ProtocolHandler) part, plugin);
        } else if (kind.equals(ComponentKind.TRANSPORT)) {
            wrapped = GuardedTransport.of((Transport) part, bound, limits.deliveryTimeMax());
        } else if (kind.equals(ComponentKind.SESSION_FILTER)) {
            wrapped = new GuardedFilter((SessionFilter) part, bound.within(limits.filterTimeMax()));
        } else if (kind.equals(ComponentKind.OBSERVER)) {
            wrapped = new GuardedObserver((MailObserver) part, bound.silent());
        } else if ((kind.equals(ComponentKind.STORE) || kind.equals(ComponentKind.SEARCH))
                && plugin.file().isPresent()) {
            wrapped = new GuardedStore(bound).of(kind.type(), part);
        } else if (kind.equals(ComponentKind.DIRECTORY)) {
            wrapped = GuardedDirectory.of((UserDirectory) part, bound.within(limits.directoryTimeMax()));
        } else if (kind.equals(ComponentKind.DERIVED_FIELD)) {
            wrapped = GuardedField.of((DerivedField) part, bound);
        }
        return kind.type().cast(wrapped);
    }

    Lifecycle wrap(ComponentKind<?> kind, String name, Lifecycle part, LoadedPlugin plugin) {
        return new GuardedLifecycle(part, bound(kind, name, plugin));
    }

    private Bound bound(ComponentKind<?> kind, String name, LoadedPlugin plugin) {
        return new Bound(
                calls,
                plugin,
                "the " + kind.noun() + " " + name,
                limits.callTimeMax(),
                metrics.calls(plugin.name(), kind.noun(), name),
                plugin.file().isPresent());
    }

    private record GuardedMailet(Mailet mailet, Bound bound) implements Mailet {
        @Override
        public Outcome service(Mail mail) throws Exception {
            return bound.call(() -> mailet.service(mail));
        }

        @Override
        public Outcome rehearse(Mail mail) throws Exception {
            return bound.call(() -> mailet.rehearse(mail));
        }
    }

    private record GuardedMatcher(Matcher matcher, Bound bound) implements Matcher {
        @Override
        public List<Recipient> match(Mail mail) throws Exception {
            return bound.call(() -> matcher.match(mail));
        }
    }

    private record GuardedFilter(SessionFilter filter, Bound bound) implements SessionFilter {
        @Override
        public Verdict connect(SessionView session) throws Exception {
            return bound.call(() -> filter.connect(session));
        }

        @Override
        public Verdict hello(SessionView session, String name) throws Exception {
            return bound.call(() -> filter.hello(session, name));
        }

        @Override
        public Verdict mail(SessionView session, ReversePath sender) throws Exception {
            return bound.call(() -> filter.mail(session, sender));
        }

        @Override
        public Verdict rcpt(SessionView session, MailAddress recipient) throws Exception {
            return bound.call(() -> filter.rcpt(session, recipient));
        }

        @Override
        public Verdict data(SessionView session) throws Exception {
            return bound.call(() -> filter.data(session));
        }

        @Override
        public Verdict refused(SessionView session, Reply reply) throws Exception {
            return bound.call(() -> filter.refused(session, reply));
        }
    }

    private record GuardedObserver(MailObserver observer, Bound bound) implements MailObserver {
        @Override
        public void happened(MailEvent event) throws Exception {
            bound.call(() -> {
                observer.happened(event);
                return event;
            });
        }

        @Override
        public void changed(MailAddress account, MailboxName mailbox) throws Exception {
            bound.call(() -> {
                observer.changed(account, mailbox);
                return mailbox;
            });
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
                return Objects.requireNonNull(PluginBoundary.call(plugin, () -> handler.refusal(reason)), "null");
            } catch (Exception e) {
                LOG.warn("The plugin {} could not refuse a connection; it is closed without a word", plugin, e);
                return new byte[0];
            }
        }
    }

    /// What never changes is asked for once, so that a call of it cannot fail.
    private record GuardedTransport(
            Transport transport, Bound bound, int defaultPort, boolean usesNetwork, boolean isFinal)
            implements Transport {
        static GuardedTransport of(Transport transport, Bound bound, Duration limit) throws Exception {
            return bound.call(() -> new GuardedTransport(
                    transport,
                    bound.within(limit),
                    transport.defaultPort(),
                    transport.usesNetwork(),
                    transport.isFinal()));
        }

        @Override
        public Report deliver(Target target, Mail mail) {
            try {
                return bound.call(() -> Objects.requireNonNull(transport.deliver(target, mail), "no report (null)"));
            } catch (Exception e) {
                LOG.error(
                        "The plugin {} failed to hand mail {} to {}; it is tried again",
                        bound.plugin(),
                        mail.id(),
                        target,
                        e);
                return new Report.Unreachable(Reply.of(451, "4.3.0", "internal error of the transport"));
            }
        }
    }

    private record GuardedField(DerivedField field, Bound bound, String name) implements DerivedField {
        static GuardedField of(DerivedField field, Bound bound) throws Exception {
            return bound.call(() -> new GuardedField(field, bound, Objects.requireNonNull(field.name(), "no name")));
        }

        @Override
        public byte[] derive(Content content) throws IOException {
            try {
                return bound.call(() -> Objects.requireNonNull(field.derive(content), "no octets (null)"));
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("the plugin " + bound.plugin() + " could not derive " + name, e);
            }
        }
    }

    private record GuardedDirectory(
            UserDirectory directory, Bound bound, boolean showsPasswords, boolean isChangeable, boolean keepsPasswords)
            implements UserDirectory {
        static GuardedDirectory of(UserDirectory directory, Bound bound) throws Exception {
            return bound.call(() -> new GuardedDirectory(
                    directory,
                    bound,
                    directory.showsPasswords(),
                    directory.isChangeable(),
                    directory.keepsPasswords()));
        }

        @Override
        public Optional<User> find(MailAddress address) {
            return asked(() -> Objects.requireNonNull(directory.find(address), "no answer (null)"));
        }

        /// Without a limit: it lasts as long as the server does something with each.
        @Override
        public void each(Domain domain, Consumer<User> action) {
            try {
                PluginBoundary.call(bound.plugin(), () -> {
                    directory.each(domain, action);
                    return domain;
                });
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new DirectoryUnavailableException(bound.what() + " failed: " + e, e);
            }
        }

        @Override
        public boolean check(MailAddress address, String password) {
            return asked(() -> directory.check(address, password));
        }

        @Override
        public void change(List<MailAddress> addresses, Change change) {
            asked(() -> {
                directory.change(addresses, change);
                return addresses;
            });
        }

        @Override
        public boolean replacePassword(MailAddress address, StoredPassword before, StoredPassword after) {
            return asked(() -> directory.replacePassword(address, before, after));
        }

        // Whatever is wrong with it: nobody is told that an address does not exist because of it.
        private <T> T asked(Callable<T> question) {
            try {
                return bound.call(question);
            } catch (DirectoryUnavailableException e) {
                throw e;
            } catch (Exception e) {
                throw new DirectoryUnavailableException(bound.what() + " failed: " + e, e);
            }
        }
    }

    private record GuardedLifecycle(Lifecycle part, Bound bound) implements Lifecycle {
        @Override
        public void start() throws Exception {
            bound.call(() -> {
                part.start();
                return part;
            });
        }

        @Override
        public void stop() {
            try {
                bound.call(() -> {
                    part.stop();
                    return part;
                });
            } catch (Exception e) {
                throw new PluginFaultException(bound.plugin(), e);
            }
        }
    }
}
