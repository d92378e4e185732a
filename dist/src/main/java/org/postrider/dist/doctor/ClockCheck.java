package org.postrider.dist.doctor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Whether the clock is set by something, and did not go back: dates in mail, certificates and one-time tokens need it.
final class ClockCheck implements Check {
    /// What `adjtimex(2)` answers where nothing sets the clock.
    private static final int TIME_ERROR = 5;
    /// More than a `struct timex` takes anywhere.
    private static final long TIMEX_OCTETS = 1024;
    private static final Duration AHEAD_MAX = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public List<Finding> examine(Patient patient) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Instant now = patient.clock().instant();
        Path log = patient.home().resolve("log").resolve("postrider.log");
        if (Files.exists(log)) {
            Instant written = Files.getLastModifiedTime(log).toInstant();
            if (written.isAfter(now.plus(AHEAD_MAX))) {
                findings.add(Finding.fault(
                        log + " was written at " + written + ", and now it is " + now + ": the clock went back",
                        "set the clock, and let chrony or systemd-timesyncd keep it"));
            }
        }
        OptionalInt state = state();
        if (state.isPresent() && state.getAsInt() == TIME_ERROR) {
            findings.add(Finding.warning(
                    "it is " + now + ", and nothing keeps the clock right",
                    "let something set it by the network: apt install chrony, or: timedatectl set-ntp true"));
        } else if (findings.isEmpty()) {
            findings.add(Finding.ok("it is " + now + (state.isPresent() ? ", and the clock is kept right" : "")));
        }
        return findings;
    }

    // Empty where the operating system has no such call, or does not allow it.
    @SuppressWarnings("restricted") // the launcher allows native access
    private static OptionalInt state() throws IOException {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        if (library.find("adjtimex").isEmpty()) {
            return OptionalInt.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            // All zero: it only asks.
            int state = (int) linker.downcallHandle(
                            library.find("adjtimex").orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                    .invokeExact(arena.allocate(TIMEX_OCTETS, Long.BYTES));
            return state < 0 ? OptionalInt.empty() : OptionalInt.of(state);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("adjtimex(2) cannot be called", e);
        }
    }
}
