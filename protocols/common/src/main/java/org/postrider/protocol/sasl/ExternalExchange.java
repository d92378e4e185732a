package org.postrider.protocol.sasl;

import java.util.List;
import java.util.Optional;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.mail.MailAddress;

/// EXTERNAL (RFC 4422 appendix A): the client's certificate has said who he is; the response only says whom, of those
/// that it names, he wants to be.
final class ExternalExchange implements SaslExchange {
    private final SaslContext context;

    ExternalExchange(SaslContext context) {
        this.context = context;
    }

    @Override
    public Step start(Optional<byte[]> initialResponse) {
        return initialResponse.map(this::respond).orElseGet(() -> new Step.Challenge(""));
    }

    @Override
    public Step respond(byte[] response) {
        Optional<String> wanted = PasswordCheck.text(response);
        if (response.length > 0 && wanted.isEmpty()) {
            return PasswordCheck.finished(new SaslResult.Malformed("the response is a name or nothing"));
        }
        Directory directory = context.directory();
        List<MailAddress> users = context.clientCertificates().stream()
                .limit(1)
                .flatMap(certificate -> context.certificates().users(certificate).stream())
                .toList();
        Optional<Account> account = users.stream()
                .flatMap(user -> directory.find(user).stream())
                .filter(Account::enabled)
                .filter(found ->
                        wanted.isEmpty() || directory.named(wanted.get()).equals(Optional.of(found)))
                .findFirst();
        String shown =
                wanted.orElseGet(() -> users.isEmpty() ? "" : users.getFirst().toString());
        return PasswordCheck.finished(
                account.<SaslResult>map(SaslResult.Authenticated::new).orElseGet(() -> new SaslResult.Refused(shown)));
    }
}
