package org.postrider.pop3;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.directory.ScramVerifier;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;

/// The server's directory, asked without the mailbox that stands behind a user's name; remembers the one named last.
/// Confined to the session thread.
final class MailboxChoice implements Directory {
    private final Directory directory;
    private final String separator;
    private Optional<String> mailbox = Optional.empty();

    MailboxChoice(Directory directory, String separator) {
        this.directory = directory;
        this.separator = separator;
    }

    /// As it was written.
    Optional<String> mailbox() {
        return mailbox;
    }

    @Override
    public Authentication authenticate(String name, String password) {
        UserName parsed = UserName.parse(name, separator);
        mailbox = parsed.mailbox();
        return directory.authenticate(parsed.user(), password);
    }

    @Override
    public Optional<Account> named(String name) {
        UserName parsed = UserName.parse(name, separator);
        mailbox = parsed.mailbox();
        return directory.named(parsed.user());
    }

    @Override
    public Set<ScramHash> scramHashes() {
        return directory.scramHashes();
    }

    @Override
    public Optional<ScramVerifier> scram(String name, ScramHash hash) {
        UserName parsed = UserName.parse(name, separator);
        mailbox = parsed.mailbox();
        return directory.scram(parsed.user(), hash);
    }

    @Override
    public boolean isLocal(Domain domain) {
        return directory.isLocal(domain);
    }

    @Override
    public List<Domain> domains() {
        return directory.domains();
    }

    @Override
    public Optional<Account> find(MailAddress address) {
        return directory.find(address);
    }
}
