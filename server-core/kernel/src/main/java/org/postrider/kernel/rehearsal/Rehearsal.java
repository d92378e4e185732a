package org.postrider.kernel.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// A try without effect. Services that plugins may ask for look whether one is under way, and then only note what they
/// would do. Thread-safe.
public final class Rehearsal {
    private static final ScopedValue<Rehearsal> UNDER_WAY = ScopedValue.newInstance();
    private static final int NOTES_MAX = 1000;

    private final List<String> notes = new ArrayList<>();

    /// Runs `work` as a part of this rehearsal.
    ///
    /// @throws Exception what `work` throws
    public <T> T run(Callable<T> work) throws Exception {
        return ScopedValue.where(UNDER_WAY, this).call(work::call);
    }

    /// Whether what asks this runs in a rehearsal.
    public static boolean isUnderWay() {
        return UNDER_WAY.isBound();
    }

    /// In a rehearsal, notes what would be done now.
    ///
    /// @return whether it is a rehearsal, and nothing must be done
    public static boolean insteadOf(String deed) {
        if (!UNDER_WAY.isBound()) {
            return false;
        }
        UNDER_WAY.get().note(deed);
        return true;
    }

    /// The same work for another thread, in the same rehearsal where one is under way.
    public static <T> Callable<T> carried(Callable<T> work) {
        if (!UNDER_WAY.isBound()) {
            return work;
        }
        Rehearsal current = UNDER_WAY.get();
        return () -> current.run(work);
    }

    /// What would have been done since the last time this was asked, a sentence each.
    public synchronized List<String> takeNotes() {
        List<String> taken = List.copyOf(notes);
        notes.clear();
        return taken;
    }

    private synchronized void note(String deed) {
        if (notes.size() < NOTES_MAX) {
            notes.add(deed);
        }
    }
}
