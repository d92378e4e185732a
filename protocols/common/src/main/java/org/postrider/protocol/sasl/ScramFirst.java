package org.postrider.protocol.sasl;

import java.util.Arrays;
import java.util.Optional;
import org.postrider.api.net.ChannelBinding;

/// The client's first message (RFC 5802 §7, `client-first-message`).
///
/// @param header `gs2-header`, as it came
/// @param actsFor the authorization identity, where there is one
/// @param bare `client-first-message-bare`, as it came
/// @param nonce the client's part of it
record ScramFirst(String header, Binding binding, Optional<String> actsFor, String bare, String name, String nonce) {
    /// What the client says of channel binding.
    sealed interface Binding {
        /// `n`: it cannot.
        record Unsupported() implements Binding {}

        /// `y`: it can, and believes that the server cannot.
        record NotOffered() implements Binding {}

        /// `p=`: it does.
        ///
        /// @param type empty for one that the server does not know
        record Used(Optional<ChannelBinding> type) implements Binding {}
    }

    static ScramFirst parse(String message) throws ScramSyntaxException {
        int afterFlag = message.indexOf(',');
        int afterName = message.indexOf(',', afterFlag + 1);
        if (afterFlag < 0 || afterName < 0) {
            throw new ScramSyntaxException("a SCRAM message begins with n,, or y,, or p=...,,");
        }
        String actsFor = message.substring(afterFlag + 1, afterName);
        if (!actsFor.isEmpty() && !actsFor.startsWith("a=")) {
            throw new ScramSyntaxException("the authorization identity is written a=...");
        }
        String bare = message.substring(afterName + 1);
        // RFC 5802 §5.1: m= is an extension that everybody must understand, and there is none.
        String[] parts = bare.split(",", -1);
        if (parts.length < 2 || !parts[0].startsWith("n=") || !parts[1].startsWith("r=") || parts[1].length() < 3) {
            throw new ScramSyntaxException("a SCRAM message has n=name,r=nonce");
        }
        return new ScramFirst(
                message.substring(0, afterName + 1),
                binding(message.substring(0, afterFlag)),
                actsFor.isEmpty() ? Optional.empty() : Optional.of(name(actsFor.substring(2))),
                bare,
                name(parts[0].substring(2)),
                nonce(parts[1].substring(2)));
    }

    private static Binding binding(String flag) throws ScramSyntaxException {
        if (flag.startsWith("p=")) {
            return new Binding.Used(Arrays.stream(ChannelBinding.values())
                    .filter(type -> type.wireName().equals(flag.substring(2)))
                    .findFirst());
        }
        return switch (flag) {
            case "n" -> new Binding.Unsupported();
            case "y" -> new Binding.NotOffered();
            default -> throw new ScramSyntaxException("a SCRAM message begins with n, y or p=");
        };
    }

    // RFC 5802 §5.1: comma and equals sign are written =2C and =3D; any other = is an error.
    private static String name(String text) throws ScramSyntaxException {
        if (text.isEmpty() || text.replace("=2C", "").replace("=3D", "").contains("=")) {
            throw new ScramSyntaxException("the name is empty or badly encoded");
        }
        return text.replace("=2C", ",").replace("=3D", "=");
    }

    private static String nonce(String text) throws ScramSyntaxException {
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',')) {
            throw new ScramSyntaxException("the nonce is not printable");
        }
        return text;
    }
}
