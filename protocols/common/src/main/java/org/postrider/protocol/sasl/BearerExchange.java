package org.postrider.protocol.sasl;

import java.util.Optional;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.login.TokenCheck;

/// A bearer token (RFC 6750) in one response, as OAUTHBEARER or XOAUTH2 write it.
final class BearerExchange implements SaslExchange {
    private final SaslContext context;
    private final Form form;

    BearerExchange(SaslContext context, Form form) {
        this.context = context;
        this.form = form;
    }

    /// How a mechanism writes it.
    interface Form {
        /// Empty where the response is none.
        Optional<Bearer> read(String response);

        /// What the client is told where its token is refused, in JSON.
        String refusal(Optional<String> discovery);
    }

    /// @param name whom the client says it is; empty where it leaves that to the token
    record Bearer(String name, String token) {}

    @Override
    public Step start(Optional<byte[]> initialResponse) {
        return initialResponse.map(this::respond).orElseGet(() -> new Step.Challenge(""));
    }

    @Override
    public Step respond(byte[] response) {
        Optional<Bearer> bearer = PasswordCheck.text(response).flatMap(form::read);
        if (bearer.isEmpty()) {
            return PasswordCheck.finished(new SaslResult.Malformed("the response needs a bearer token"));
        }
        String name = bearer.get().name();
        return switch (context.tokens().check(bearer.get().token())) {
            case TokenCheck.Result.Valid(String user) -> login(name, user);
            case TokenCheck.Result.Invalid _ -> refuse(name);
            case TokenCheck.Result.Unavailable(String cause) ->
                PasswordCheck.finished(new SaslResult.Unavailable(cause));
        };
    }

    // RFC 7628 §3.1: the name, where there is one, is to be that of the token.
    private Step login(String name, String user) {
        Directory directory = context.directory();
        Optional<Account> account = directory
                .named(user)
                .filter(Account::enabled)
                .filter(found -> name.isEmpty() || directory.named(name).equals(Optional.of(found)));
        return account.<Step>map(found -> PasswordCheck.finished(new SaslResult.Authenticated(found)))
                .orElseGet(() -> refuse(name.isEmpty() ? user : name));
    }

    private Step refuse(String name) {
        // RFC 7628 §3.2.3: the client's answer to the error is of no interest.
        return new Step.LastWord(form.refusal(context.tokens().discovery()), new SaslResult.Refused(name));
    }
}
