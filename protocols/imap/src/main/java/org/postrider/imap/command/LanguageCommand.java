package org.postrider.imap.command;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.postrider.imap.session.Call;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// LANGUAGE (RFC 5255 §3): English is all there is, and is what i-default (RFC 2277 §4.5) means here.
final class LanguageCommand {
    private static final String ENGLISH = "en";
    private static final String DEFAULT = "i-default";

    private LanguageCommand() {}

    static String language(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        if (input.atEnd()) {
            call.out().untagged("LANGUAGE (" + ENGLISH + " " + DEFAULT + ")");
            return call.done();
        }
        Optional<String> chosen = Optional.empty();
        while (!input.atEnd()) {
            input.expectSpace();
            String range = input.astringText().toLowerCase(Locale.ROOT);
            chosen = chosen.or(() -> matching(range));
        }
        if (chosen.isEmpty()) {
            throw CommandFailedException.no("none of these languages is known; English stays");
        }
        call.out().untagged("LANGUAGE (" + chosen.get() + ")");
        if (call.session().account() != null) {
            // RFC 5255 §3.4: names of namespaces are words of a language too; in English they are what they are
            SessionCommands.tellNamespaces(call);
        }
        return call.done();
    }

    // The client names what it wants most first. English of any country is English.
    private static Optional<String> matching(String range) {
        if (range.equals("default") || range.equals(DEFAULT)) {
            return Optional.of(DEFAULT);
        }
        boolean english = range.equals("*") || range.equals(ENGLISH) || range.startsWith(ENGLISH + "-");
        return english ? Optional.of(ENGLISH) : Optional.empty();
    }
}
