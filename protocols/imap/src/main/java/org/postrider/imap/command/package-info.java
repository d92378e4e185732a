/// The commands (RFC 3501 §6 and the extensions): [org.postrider.imap.command.Commands] is the table of all, and
/// [org.postrider.imap.command.Capabilities] what the server says it can do. A command reads its arguments, all of
/// them, before it does
/// anything, and returns its tagged answer.
@NullMarked
package org.postrider.imap.command;

import org.jspecify.annotations.NullMarked;
