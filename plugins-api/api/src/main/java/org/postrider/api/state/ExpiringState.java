package org.postrider.api.state;

/// Tables of what a part remembers for a time, however often it changes: who was greylisted, how much somebody has
/// sent. Kept across restarts; what changed in the last seconds before a crash may be lost, so that nothing belongs
/// here that must not be: that is for [StateStore]. Thread-safe.
@FunctionalInterface
public interface ExpiringState {
    /// Opens a table; the same for the same name.
    ///
    /// @param name lower case letters, digits and `-`, such as `greylist`; begin it with your plugin's name
    /// @param entriesMax when there are more, those that were touched longest ago are forgotten
    /// @throws IllegalArgumentException where the name is none
    ExpiringTable table(String name, int entriesMax);
}
