package org.postrider.api.event;

import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.MailboxName;

/// Hears what has become of mail, to count it, to tell another system, to keep a list of its own. What becomes of mail
/// it
/// cannot change: that is for mailets and session filters.
///
/// One is made for each `<observer class="Name">` in `server.xml`. It hears one thing after another, in the order in
/// which they happened, on a thread of its own: what it does slowly holds up no mail. Up to [#WAITING_MAX] things wait
/// for it; what happens beyond that passes it by, and is counted in `postrider_plugin_events_lost_total`. What waits
/// when
/// the server stops in order is told before; a crash forgets it.
///
/// Where a method throws, or takes longer than `callTimeMax` of `<plugins>`, the log says so, and the next thing is
/// told.
public interface MailObserver {
    /// How much may wait for an observer.
    int WAITING_MAX = 10_000;

    /// Something happened to a mail, or in a session. It is on the disk before, where it is a mail that was taken or
    /// settled.
    ///
    /// @throws Exception for the log
    default void happened(MailEvent event) throws Exception {}

    /// Messages were added to a mailbox or removed from it, or their flags changed; several changes that wait may be
    /// told
    /// as one. What changed, a `Mailbox` of the service `MailStore` tells, by its `changesSince`.
    ///
    /// @throws Exception for the log
    default void changed(MailAddress account, MailboxName mailbox) throws Exception {}
}
