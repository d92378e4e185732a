package org.postrider.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Were a call not found, the machine of these tests would end.
class ExitCallsTest {
    @TempDir
    private Path work;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "System.exit(1)",
                "Runtime.getRuntime().exit(1)",
                "Runtime.getRuntime().halt(1)",
                "java.util.stream.IntStream.of(1).forEach(System::exit)",
                "java.util.stream.IntStream.of(1).forEach(Runtime.getRuntime()::halt)",
                "java.util.stream.IntStream.of(1).forEach(code -> System.exit(code))",
                "if (text.length() > 1) { System.exit(text.length()); } exit(2)",
            })
    void aCallThatWouldEndTheServerFailsAndSaysSo(String call) throws Exception {
        Throwable thrown = thrownBy(call);

        assertThat(thrown).isInstanceOf(NoSuchMethodError.class);
        assertThat(ExitCalls.calledBy(thrown).orElseThrow()).matches("System\\.exit|Runtime\\.(exit|halt)");
        assertThat(PluginFault.describe(thrown)).contains("would end the whole server");
    }

    @Test
    void methodsOfTheSameNameOfOtherClassesAreCalled() throws Exception {
        try (PluginClassLoader loader = loader("if (text.isEmpty()) { System.exit(9); } exit(2); this.halt(3)")) {
            Class<?> type = loader.loadClass("p.Calls");
            Object calls = type.getConstructor().newInstance();
            type.getMethod("run", String.class).invoke(calls, "text");
            assertThat(type.getField("code").getInt(calls)).isEqualTo(5);
        }
    }

    @Test
    void aClassWithoutSuchACallStaysAsItIs() throws Exception {
        try (InputStream in = ExitCallsTest.class.getResourceAsStream("/java/lang/String.class")) {
            byte[] string = in == null ? fail() : in.readAllBytes();
            assertThat(ExitCalls.withoutThem(string)).isSameAs(string);
        }
    }

    @Test
    void whatIsNoClassFileIsLeftToTheMachine() {
        for (String text : List.of("", "no class", "\u00ca\u00fe\u00ba\u00be\0\0\0\105\0\11\12")) {
            byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
            assertThat(ExitCalls.withoutThem(octets)).isSameAs(octets);
        }
    }

    @Test
    void otherMissingMethodsAreNotTakenForSuchACall() {
        assertThat(ExitCalls.calledBy(new NoSuchMethodError("'void java.lang.System.exit(int)'")))
                .isEmpty();
        assertThat(ExitCalls.calledBy(new NoSuchMethodError())).isEmpty();
    }

    private Throwable thrownBy(String call) throws Exception {
        try (PluginClassLoader loader = loader(call)) {
            Class<?> type = loader.loadClass("p.Calls");
            Object calls = type.getConstructor().newInstance();
            InvocationTargetException[] thrown = new InvocationTargetException[1];
            assertThatThrownBy(() -> type.getMethod("run", String.class).invoke(calls, "some text"))
                    .isInstanceOfSatisfying(InvocationTargetException.class, e -> thrown[0] = e);
            return thrown[0].getTargetException();
        }
    }

    private PluginClassLoader loader(String call) throws IOException {
        Path jar = PluginJars.in(work).source("p.Calls", """
                package p;
                public class Calls {
                    public int code;
                    public void run(String text) { %s; }
                    private void exit(int code) { this.code += code; if (code == 2 && Calls.class.getName().isEmpty()) halt(0); }
                    public void halt(int code) { this.code += code; }
                }""".formatted(call)).pack(work.resolve("calls.jar"));
        return PluginClassLoader.open("calls", List.of(jar), getClass().getClassLoader());
    }
}
