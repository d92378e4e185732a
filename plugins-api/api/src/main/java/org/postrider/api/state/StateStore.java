package org.postrider.api.state;

import java.io.IOException;

/// Small tables that a plugin keeps across restarts: whom it has answered, how often somebody wrote, who is on a list.
///
/// Each plugin has its own, in the folder `state` of the server's home; no other plugin sees them. Thread-safe. Not for
/// mail, and not for more than fits into memory.
public interface StateStore {
    /// The table of that name, made where there is none. The same one for everybody in the plugin who asks for it.
    ///
    /// @param name 1 to 60 of `a-z 0-9 -`
    /// @param entriesMax how many it may hold; of several that were asked for, the first counts
    /// @throws IllegalArgumentException where the name is none
    /// @throws IOException where it cannot be read
    StateTable table(String name, int entriesMax) throws IOException;
}
