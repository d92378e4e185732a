package org.postrider.dist.doctor;

/// What a check has seen.
///
/// @param what a sentence without full stop
/// @param mend the sentence that mends it; empty where nothing is wrong
public record Finding(Level level, String what, String mend) {
    static Finding ok(String what) {
        return new Finding(Level.OK, what, "");
    }

    static Finding note(String what, String mend) {
        return new Finding(Level.NOTE, what, mend);
    }

    static Finding warning(String what, String mend) {
        return new Finding(Level.WARNING, what, mend);
    }

    static Finding fault(String what, String mend) {
        return new Finding(Level.FAULT, what, mend);
    }

    /// How bad it is.
    public enum Level {
        OK,
        /// Could be better, and need not be.
        NOTE,
        /// Mail suffers from it, or will.
        WARNING,
        /// Mail is lost, refused or read by others.
        FAULT
    }
}
