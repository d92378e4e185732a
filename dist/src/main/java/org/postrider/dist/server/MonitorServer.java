package org.postrider.dist.server;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.postrider.api.config.HostPort;
import org.postrider.kernel.boot.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves `/metrics`, `/health/live` and `/health/ready` to programs that watch the server.
///
/// By the HTTP server of the JDK: three pages without a body, a session or a password need no more, and it is kept with
/// Java.
final class MonitorServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MonitorServer.class);
    private static final int BACKLOG = 50;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;

    static {
        // Who asks has so many seconds, and there are so many at a time.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "30");
        System.setProperty("jdk.httpserver.maxConnections", "100");
    }

    private final List<HttpServer> servers = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Supplier<String> metrics;
    private final Supplier<List<String>> causes;

    private MonitorServer(Supplier<String> metrics, Supplier<List<String>> causes) {
        this.metrics = metrics;
        this.causes = causes;
    }

    /// @param metrics in the text format of Prometheus
    /// @param causes why the server does not take mail now; none where it does
    /// @throws StartException where a port cannot be opened
    static MonitorServer open(List<HostPort> bind, Supplier<String> metrics, Supplier<List<String>> causes)
            throws StartException {
        MonitorServer monitor = new MonitorServer(metrics, causes);
        for (HostPort each : bind) {
            try {
                InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(each.host()), each.portOr(0));
                HttpServer server = HttpServer.create(address, BACKLOG);
                server.setExecutor(monitor.threads);
                server.createContext("/", monitor::answer);
                server.start();
                monitor.servers.add(server);
                LOG.info(
                        "metrics and health are at http://{}:{}/",
                        each.host(),
                        server.getAddress().getPort());
            } catch (IOException e) {
                monitor.close();
                throw new StartException(
                        "<monitor> cannot open " + each + ": " + e.getMessage()
                                + "; give it another port in server.xml (ss -ltnp shows who has it)",
                        e);
            }
        }
        return monitor;
    }

    /// The ports, in their order.
    List<Integer> ports() {
        return servers.stream().map(server -> server.getAddress().getPort()).toList();
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        threads.shutdown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, NOT_ALLOWED, "text/plain; charset=utf-8", "only GET\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/metrics" -> send(exchange, OK, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
                case "/health/live" -> sendJson(exchange, OK, Map.of("status", "live"));
                case "/health/ready" -> ready(exchange);
                default ->
                    send(
                            exchange,
                            NOT_FOUND,
                            "text/plain; charset=utf-8",
                            "there are /metrics, /health/live and /health/ready\n");
            }
        } catch (RuntimeException e) {
            LOG.error("a page for monitoring failed", e);
        }
    }

    private void ready(HttpExchange exchange) throws IOException {
        List<String> why = causes.get();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", why.isEmpty() ? "ready" : "not ready");
        if (!why.isEmpty()) {
            answer.put("causes", why);
        }
        sendJson(exchange, why.isEmpty() ? OK : UNAVAILABLE, answer);
    }

    private static void sendJson(HttpExchange exchange, int status, Map<String, Object> members) throws IOException {
        send(exchange, status, "application/json", JSON.std.asString(members) + "\n");
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, octets.length);
        exchange.getResponseBody().write(octets);
    }
}
