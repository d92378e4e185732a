package org.postrider.mailets.list;

import java.util.Locale;
import java.util.Optional;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;

/// The addresses of a list: `NAME@DOMAIN` for posts, and `NAME-WORD@DOMAIN` for what is asked of it.
///
/// @param list for posts
record ListAddress(MailAddress list) {
    /// What an address of the list is for.
    ///
    /// @param argument of a VERP address or a confirmation; else empty
    record Use(Kind kind, String argument) {}

    enum Kind {
        POST,
        SUBSCRIBE,
        UNSUBSCRIBE,
        CONFIRM,
        HELP,
        OWNER,
        BOUNCES;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What an address is for; empty where it is none of the list's.
    Optional<Use> use(MailAddress address) {
        String name = list.localPart().toLowerCase(Locale.ROOT);
        String local = address.localPart().toLowerCase(Locale.ROOT);
        if (!address.domain().equals(list.domain()) || !local.startsWith(name)) {
            return Optional.empty();
        }
        String rest = local.substring(name.length());
        if (rest.isEmpty()) {
            return Optional.of(new Use(Kind.POST, ""));
        }
        if (rest.equals("-request")) {
            return Optional.of(new Use(Kind.HELP, ""));
        }
        int plus = rest.indexOf('+');
        String word = plus < 0 ? rest : rest.substring(0, plus);
        for (Kind kind : Kind.values()) {
            if (kind != Kind.POST && word.equals("-" + kind.word())) {
                return Optional.of(new Use(kind, plus < 0 ? "" : rest.substring(plus + 1)));
            }
        }
        return Optional.empty();
    }

    MailAddress of(Kind kind) {
        return MailAddress.of(list.localPart() + "-" + kind.word(), list.domain());
    }

    MailAddress confirm(String token) {
        return MailAddress.of(list.localPart() + "-confirm+" + token, list.domain());
    }

    /// The reverse-path of what one subscriber gets, so that a report says whose it is:
    /// `list-bounces+bob=example.org@...`.
    MailAddress bounces(MailAddress subscriber) {
        return MailAddress.of(
                list.localPart() + "-bounces+" + subscriber.localPart() + "=" + subscriber.domain(), list.domain());
    }

    /// The subscriber of such an address.
    static Optional<MailAddress> subscriber(String argument) {
        int equals = argument.lastIndexOf('=');
        try {
            return equals < 1
                    ? Optional.empty()
                    : Optional.of(MailAddress.of(
                            argument.substring(0, equals), Domain.parse(argument.substring(equals + 1))));
        } catch (AddressSyntaxException _) {
            return Optional.empty();
        }
    }

    /// RFC 2919 §2
    String id() {
        return list.localPart() + "." + list.domain();
    }
}
