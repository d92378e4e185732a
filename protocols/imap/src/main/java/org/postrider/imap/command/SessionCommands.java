package org.postrider.imap.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.api.store.share.SharedNames;
import org.postrider.imap.selected.Feature;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.ImapCommand;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// Commands on the session itself (RFC 3501 §6.1).
final class SessionCommands {
    private SessionCommands() {}

    static String capability(Call call) throws IOException, ImapSyntaxException {
        call.input().expectEnd();
        call.out().untagged("CAPABILITY " + call.session().capabilities());
        return call.done();
    }

    static String noop(Call call) throws IOException, ImapSyntaxException {
        call.input().expectEnd();
        LoggedIn account = call.session().account();
        if (account != null) {
            account.sync(true);
        }
        return call.done();
    }

    static String logout(Call call) throws IOException, ImapSyntaxException {
        call.input().expectEnd();
        call.session().bye("good-bye");
        return call.done();
    }

    // RFC 2971
    static String id(Call call) throws IOException, ImapSyntaxException {
        ImapInput input = call.input();
        input.expectSpace();
        if (input.peek() == '(') {
            input.list(() -> input.peek() == '"' || input.peek() == '{'
                    ? input.string()
                    : input.atom("").getBytes(StandardCharsets.US_ASCII));
        } else {
            input.word();
        }
        input.expectEnd();
        call.out()
                .untagged("ID (\"name\" \"Postrider\" \"version\" \""
                        + call.services().server().version() + "\")");
        return call.done();
    }

    // RFC 5161: what is not known is passed over
    static String enable(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        LoggedIn account = call.account();
        List<String> enabled = new ArrayList<>();
        while (!call.input().atEnd()) {
            call.input().expectSpace();
            Optional<Feature> feature = Feature.named(call.input().astringText());
            if (feature.isPresent() && account.turnOn(feature.get())) {
                enabled.add(feature.get().wireName());
            }
        }
        call.out().untagged("ENABLED" + (enabled.isEmpty() ? "" : " " + String.join(" ", enabled)));
        return call.done();
    }

    // RFC 4978 §3
    static String compress(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        call.input().expectSpace();
        String mechanism = call.input().word();
        call.input().expectEnd();
        if (!mechanism.equals("DEFLATE")) {
            throw CommandFailedException.no("[CANNOT] DEFLATE is the only mechanism");
        }
        if (call.session().isCompressed()) {
            throw CommandFailedException.no("[COMPRESSIONACTIVE] the session is compressed already");
        }
        call.out().line(call.tag() + " OK all is compressed from here on");
        call.out().flush();
        call.session().compress();
        return ImapCommand.ANSWERED;
    }

    // RFC 8437 §2: what was enabled and selected is no more; TLS and compression stay
    static String unauthenticate(Call call) throws IOException, ImapSyntaxException {
        call.input().expectEnd();
        call.session().unauthenticate();
        return call.done();
    }

    // RFC 2342
    static String namespace(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        call.input().expectEnd();
        tellNamespaces(call);
        return call.done();
    }

    static void tellNamespaces(Call call) throws IOException, CommandFailedException {
        call.out()
                .untagged("NAMESPACE ((\"\" \"" + call.config().separator() + "\")) "
                        + namespace(call, SharedNames.OTHER_USERS) + " " + namespace(call, SharedNames.SHARED));
    }

    private static String namespace(Call call, String name) throws IOException, CommandFailedException {
        char separator = call.config().separator();
        return call.account().store().offers(name) ? "((\"" + name + separator + "\" \"" + separator + "\"))" : "NIL";
    }
}
