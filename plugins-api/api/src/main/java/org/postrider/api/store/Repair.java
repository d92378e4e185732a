package org.postrider.api.store;

/// Hears what is wrong in a store that is asked to mend itself ([Mailbox#repair], [AccountStore#repair]), and says
/// whether it is to be mended.
public interface Repair extends TaskProgress {
    /// True where things are only to be found, and left as they are.
    boolean isDryRun();

    /// Something was wrong and is mended now; in a dry run it would be.
    ///
    /// @param what a sentence without a full stop: `UID 7 has 12 octets, its name says 14`
    void mended(String what);

    /// Something is wrong that an administrator has to mend.
    ///
    /// @param what a sentence that says what to do
    void notMended(String what);
}
