package org.postrider.kernel.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.HostPort;
import org.postrider.api.dns.Dns;
import org.postrider.api.dns.Dns.Answer;
import org.postrider.api.mail.Domain;

/// Name servers that do not do what they are there for; what they answer is tested with the whole server.
class DnsJavaResolverTest {
    private static final int QUESTIONS = 300;

    @Test
    void questionsThatNobodyAnswersEndInTimeAndHoldNoThread() throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            DnsConfig config = new DnsConfig(
                    List.of(HostPort.parse("127.0.0.1:" + silent.getLocalPort())), Duration.ofMillis(200), 100);
            Dns dns = new DnsJavaResolver(config);
            assertThat(dns.mx(Domain.parse("first.test"))).isInstanceOf(Answer.Failed.class);
            int before = threads.getThreadCount();
            List<Future<Answer<?>>> answers = new ArrayList<>();
            for (int i = 0; i < QUESTIONS; i++) {
                Domain domain = Domain.parse("d" + i + ".test");
                answers.add(askers.submit(() -> dns.mx(domain)));
                answers.add(askers.submit(() -> dns.addresses(domain.name())));
            }
            // Carriers of virtual threads come and go.
            assertThat(threads.getThreadCount() - before).isLessThan(50);
            for (Future<Answer<?>> answer : answers) {
                assertThat(answer.get()).isInstanceOf(Answer.Failed.class);
            }
        }
    }
}
