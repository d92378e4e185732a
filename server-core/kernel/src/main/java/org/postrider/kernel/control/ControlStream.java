package org.postrider.kernel.control;

import java.util.Map;
import java.util.function.Consumer;

/// A question whose answer may be very long: it is sent piece by piece, none of which stays in memory.
@FunctionalInterface
public interface ControlStream {
    /// @param arguments the question's members
    /// @param items takes each piece: strings, numbers, booleans, maps and lists of such
    /// @throws ControlException with a sentence where it is refused
    void run(Map<String, Object> arguments, Consumer<Map<String, Object>> items) throws ControlException;
}
