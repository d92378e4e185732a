/// The dialogue: [org.postrider.imap.session.ImapSession] reads one command after another,
/// [org.postrider.imap.session.LoggedIn] is what it knows since somebody has logged in,
/// [org.postrider.imap.session.Call] all that a command may need,
/// [org.postrider.imap.session.Notifications] what NOTIFY has asked for. What the commands are, it does not know.
@NullMarked
package org.postrider.imap.session;

import org.jspecify.annotations.NullMarked;
