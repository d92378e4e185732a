package org.postrider.dist.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.postrider.kernel.boot.PostriderServer;
import org.postrider.kernel.boot.StartException;
import org.postrider.kernel.control.ControlCommand;
import org.postrider.kernel.control.ControlServer;
import org.postrider.kernel.control.ControlStream;
import org.postrider.mailboxes.MailboxTasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server as a process of its own: answers the command line, and stops on SIGTERM, Ctrl-C or `postrider stop`.
public final class ServerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(8);

    private final PostriderServer server;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile String state = "starting";

    private ServerProcess(PostriderServer server) {
        this.server = server;
    }

    /// Starts everything; returns when every listener accepts.
    public static ServerProcess start(PostriderServer server, Path home) throws StartException, IOException {
        ServerProcess process = new ServerProcess(server);
        // Before the server: it says why there is no mail yet, and a port that cannot be had costs nothing.
        MonitorServer monitor = MonitorServer.open(
                server.monitor().bind(), () -> server.metrics().text(), process::troubles);
        try {
            server.start();
        } catch (StartException | RuntimeException e) {
            monitor.close();
            throw e;
        }
        QueueMetrics.show(server.metrics(), server.queue());
        QueueAnswers queue = new QueueAnswers(server.queue());
        Map<String, ControlCommand> commands = new LinkedHashMap<>(process.commands());
        commands.putAll(queue.commands());
        Map<String, ControlStream> streams = new LinkedHashMap<>(queue.streams());
        streams.putAll(new MailboxAnswers(
                        new MailboxTasks(server.mailboxes(), server.directory(), server.search()),
                        server.sharing(),
                        InstantSource.system())
                .streams());
        streams.put("user-list", new UserAnswers(server.accounts())::list);
        streams.put("user-last-logins", (_, items) -> UserAnswers.lastLogins(server.lastLogins(), items));
        streams.put(
                "message-trace",
                (arguments, items) -> MessageAnswers.trace(server::history, server.queue()::show, arguments, items));
        ControlServer control = ControlServer.open(home, commands, streams);
        process.state = "running";
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("signal").unstarted(process::onSignal));
        Thread.ofPlatform().name("stop").daemon().start(() -> process.stopWhenAsked(control, monitor));
        return process;
    }

    /// Returns when the server has stopped.
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    private void stopWhenAsked(ControlServer control, MonitorServer monitor) {
        awaitQuietly(stopAsked);
        state = "stopping";
        try {
            server.stop(DRAIN_LIMIT);
        } catch (RuntimeException e) {
            LOG.error("the server did not stop cleanly", e);
        } finally {
            control.close();
            monitor.close();
            stopped.countDown();
        }
    }

    // The JVM ends when this returns.
    private void onSignal() {
        stopAsked.countDown();
        awaitQuietly(stopped);
    }

    private List<String> troubles() {
        return state.equals("running") ? server.troubles() : List.of("the server is " + state);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                LOG.debug("interrupted while stopping; nobody is meant to", e);
            }
        }
    }

    private Map<String, ControlCommand> commands() {
        Map<String, ControlCommand> commands =
                new LinkedHashMap<>(new RepositoryAnswers(server.repositories()).commands());
        commands.putAll(BanAnswers.commands(server.bans()));
        commands.putAll(new UserAnswers(server.accounts()).commands());
        commands.put("user-last-login", question -> UserAnswers.lastLogin(server.lastLogins(), question));
        commands.put("config-reload", _ -> ReloadAnswers.reload(server.reload()));
        commands.put(
                "pipeline-rehearse",
                question -> question.containsKey("message")
                        ? ReplayAnswers.replay(server, question)
                        : PipelineAnswers.rehearse(server.rehearsal(), question));
        commands.putAll(Map.of(
                "status", _ -> status(),
                "stop", _ -> stop(),
                "metrics", _ -> Map.of("text", server.metrics().text()),
                "address-explain", question -> AddressAnswers.explain(server.addresses(), question),
                "share-list", arguments -> ShareAnswers.list(server.sharing(), server.mailboxes(), arguments),
                "share-change", arguments -> ShareAnswers.change(server.sharing(), server.directory(), arguments),
                "removed-list", arguments -> UndeleteAnswers.list(server.removedMail(), arguments),
                "removed-restore", arguments -> UndeleteAnswers.restore(server.removedMail(), arguments)));
        return Map.copyOf(commands);
    }

    private Map<String, Object> status() {
        List<Map<String, String>> listeners = server.listeners().stream()
                .map(listener -> Map.of("name", listener.name(), "address", address(listener.address())))
                .toList();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("state", state);
        status.put("pid", ProcessHandle.current().pid());
        status.put("listeners", listeners);
        return status;
    }

    private static String address(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return address.toString();
        }
        String host = inet.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
    }

    private Map<String, Object> stop() {
        stopAsked.countDown();
        return Map.of(
                "pid", ProcessHandle.current().pid(), "asked", Instant.now().toString());
    }
}
