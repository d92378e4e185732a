package failing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What code can do wrong.
final class Faults {
    private Faults() {}

    /// Does what its name says; nothing for another name.
    static void commit(String name) throws IOException {
        switch (name) {
            case "throws" -> throw new IOException("no route");
            case "fails" -> throw new AssertionError("cannot be");
            case "recursion" -> recursion(0);
            case "memory" -> fillMemory();
            case "exit" -> System.exit(7);
            case "halt" -> Runtime.getRuntime().halt(7);
            case "linkage" -> throw new NoSuchMethodError("Mail.title()");
            case "hangs" -> hang();
            default -> {}
        }
    }

    private static int recursion(int depth) {
        return recursion(depth + 1) + 1;
    }

    private static void fillMemory() {
        List<byte[]> all = new ArrayList<>();
        while (true) {
            all.add(new byte[8 << 20]);
        }
    }

    private static void hang() {
        while (true) {
            Thread.onSpinWait();
        }
    }
}
