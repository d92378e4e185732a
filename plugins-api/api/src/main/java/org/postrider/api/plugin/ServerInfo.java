package org.postrider.api.plugin;

import java.nio.file.Path;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;

/// What every part may know of the server it runs in.
///
/// @param hostname the name it gives itself in greetings, EHLO and Received
/// @param defaultDomain the domain of user names that have none
/// @param postmaster who answers for it (RFC 5321 §4.5.1)
/// @param version of the server
/// @param home the folder of `conf`, `mail`, `spool`, `plugins`, `log`, `keys`
public record ServerInfo(Domain hostname, Domain defaultDomain, MailAddress postmaster, String version, Path home) {}
