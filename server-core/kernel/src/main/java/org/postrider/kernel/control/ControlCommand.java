package org.postrider.kernel.control;

import java.util.Map;

/// One thing that a running server can be asked to tell or do.
@FunctionalInterface
public interface ControlCommand {
    /// @param arguments the question's members
    /// @return the answer's members: strings, numbers, booleans, maps and lists of such
    /// @throws ControlException with a sentence where it is refused
    Map<String, Object> run(Map<String, Object> arguments) throws ControlException;
}
