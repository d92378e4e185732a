package org.postrider.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

@Timeout(60)
class PluginCallsTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(50);

    private final PluginCalls calls = PluginCalls.pooled();
    private final LoadedPlugin strange = plugin("strange", Optional.of(Path.of("strange.jar")));
    private final LoadedPlugin builtIn = plugin("own", Optional.empty());
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void letTheHangingGo() {
        release.countDown();
    }

    @Test
    void whatTheCallAnswersOrThrowsComesBack() throws Exception {
        assertThat(calls.call(strange, "the mailet Note", LONG, () -> "answer")).isEqualTo("answer");
        IOException cause = new IOException("broken");
        assertThatThrownBy(() -> calls.call(strange, "the mailet Note", LONG, () -> {
                    throw cause;
                }))
                .isSameAs(cause);
        assertThatThrownBy(() -> calls.call(strange, "the mailet Note", LONG, () -> {
                    throw new NoSuchMethodError("older library");
                }))
                .isInstanceOf(PluginFaultException.class);
    }

    @Test
    void aCallThatHangsIsGivenUpAndTheStackSaysWhereItHangs() {
        // Long enough for the call to have begun on any machine.
        Duration limit = Duration.ofSeconds(2);
        assertThatThrownBy(() -> calls.call(strange, "the mailet Note", limit, this::hang))
                .isInstanceOf(PluginTimeoutException.class)
                .hasMessage("the mailet Note of the plugin 'strange' (strange.jar) did not come back within 2000 ms")
                .satisfies(e -> assertThat(Arrays.toString(e.getStackTrace())).contains("PluginCallsTest.hang"));
    }

    @Test
    void aCallThatComputesForEverIsGivenUpToo() {
        assertThatThrownBy(() -> calls.call(strange, "the matcher Round", SHORT, () -> {
                    while (release.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return "late";
                }))
                .isInstanceOf(PluginTimeoutException.class);
    }

    @Test
    void aPluginOfWhichManyCallsHangIsNotCalledUntilOneHasEnded() throws Exception {
        Semaphore one = new Semaphore(0);
        CountDownLatch ended = new CountDownLatch(1);
        LoadedPlugin other = plugin("other", Optional.of(Path.of("other.jar")));
        assertTimeout(() -> {
            one.acquire();
            ended.countDown();
            return "late";
        });
        for (int i = 1; i < PluginCalls.HANGING_MAX; i++) {
            assertTimeout(this::hang);
        }

        assertThatThrownBy(() -> calls.call(strange, "the mailet Note", LONG, () -> "answer"))
                .isInstanceOf(PluginTimeoutException.class)
                .hasMessage("the mailet Note of the plugin 'strange' (strange.jar) is not called: 16 calls of it hang");
        assertThat(calls.call(other, "the mailet Fine", LONG, () -> "answer")).isEqualTo("answer");

        one.release();
        ended.await();
        assertThat(answerOnceCalledAgain()).isEqualTo("answer");
    }

    @Test
    void whatCameWithTheServerIsCalledAtOnce() throws Exception {
        Thread caller = Thread.currentThread();
        assertThat(calls.call(builtIn, "the mailet Own", SHORT, Thread::currentThread))
                .isSameAs(caller);
    }

    private void assertTimeout(Callable<String> work) {
        assertThatThrownBy(() -> calls.call(strange, "the mailet Note", SHORT, work))
                .isInstanceOf(PluginTimeoutException.class)
                .hasMessageContaining("did not come back");
    }

    // The call that ended is counted off a moment after its work is done.
    private String answerOnceCalledAgain() throws Exception {
        while (true) {
            try {
                return calls.call(strange, "the mailet Note", LONG, () -> "answer");
            } catch (PluginTimeoutException e) {
                Thread.onSpinWait();
            }
        }
    }

    private String hang() throws InterruptedException {
        release.await();
        return "late";
    }

    private static LoadedPlugin plugin(String name, Optional<Path> file) {
        return new LoadedPlugin(name, file, PluginCallsTest.class.getClassLoader(), new Plugin() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String apiVersion() {
                return API_VERSION;
            }

            @Override
            public void register(PluginRegistry registry) {
                throw new AssertionError("not asked");
            }
        });
    }
}
