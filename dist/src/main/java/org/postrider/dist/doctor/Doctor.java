package org.postrider.dist.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Lets all checks look, at the same time: most of them wait for the network.
public final class Doctor {
    private final List<Check> checks;

    public Doctor() {
        this(List.of(
                new MxCheck(),
                new ReverseNameCheck(),
                new SpfCheck(),
                new DmarcCheck(),
                new MtaStsCheck(new HttpPolicies()),
                new PortCheck(),
                new ReachCheck(),
                new CertificateCheck(),
                new ServedCertificateCheck(),
                new RelayCheck(),
                new DiskCheck(),
                new ClockCheck(),
                new PermissionCheck(),
                new DescriptorCheck(),
                new QueueCheck()));
    }

    Doctor(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    /// What all have seen, in their order; a check that fails has seen that.
    public List<Seen> examine(Patient patient) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Finding>>> all = new ArrayList<>();
            for (Check check : checks) {
                all.add(threads.submit(() -> look(check, patient)));
            }
            List<Seen> seen = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                seen.add(new Seen(checks.get(i).name(), all.get(i).get()));
            }
            return seen;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check failed", e.getCause());
        }
    }

    private static List<Finding> look(Check check, Patient patient) {
        try {
            return check.examine(patient);
        } catch (IOException e) {
            String cause = e.getMessage() == null ? e.toString() : e.getMessage();
            return List.of(Finding.warning(
                    "this could not be looked at: " + cause,
                    "mend that, or run this as the user of the server, and look again"));
        }
    }

    /// @param name of the check
    public record Seen(String name, List<Finding> findings) {
        public Seen {
            findings = List.copyOf(findings);
        }
    }
}
