package org.postrider.kernel.repository;

import org.postrider.api.mail.Mail;

/// A mail in a repository.
///
/// @param key its name there
public record KeptMail(String key, Mail mail) {}
