package org.postrider.api.directory;

import org.postrider.api.mail.MailAddress;

/// Somebody with mailboxes here.
///
/// @param address also the name to log in with
/// @param enabled a disabled account receives no mail and cannot log in
public record Account(MailAddress address, boolean enabled) {}
