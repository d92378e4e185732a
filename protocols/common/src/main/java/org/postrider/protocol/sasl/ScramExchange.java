package org.postrider.protocol.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.directory.ScramVerifier;

/// SCRAM (RFC 5802), the server's side: neither end shows the other what it could use to log in elsewhere.
final class ScramExchange implements SaslExchange {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_OCTETS = 18;

    private final SaslContext context;
    private final ScramHash hash;
    private final boolean plus;

    private @Nullable ScramFirst first;
    private @Nullable ScramVerifier verifier;
    private String nonce = "";
    private String serverFirst = "";
    private @Nullable Account proven;

    ScramExchange(SaslContext context, ScramHash hash, boolean plus) {
        this.context = context;
        this.hash = hash;
        this.plus = plus;
    }

    @Override
    public Step start(Optional<byte[]> initialResponse) {
        return initialResponse.map(this::respond).orElseGet(() -> new Step.Challenge(""));
    }

    @Override
    public Step respond(byte[] response) {
        if (proven != null) {
            // RFC 5802 §5: the answer to the server's last word is empty.
            return finished(
                    response.length == 0
                            ? new SaslResult.Authenticated(proven)
                            : new SaslResult.Malformed("nothing may follow the proof"));
        }
        try {
            ScramFirst known = first;
            return known == null ? first(PasswordCheck.text(response)) : last(known, PasswordCheck.text(response));
        } catch (ScramSyntaxException e) {
            return finished(new SaslResult.Malformed(String.valueOf(e.getMessage())));
        }
    }

    private Step first(Optional<String> message) throws ScramSyntaxException {
        ScramFirst parsed = ScramFirst.parse(message.orElse(""));
        checkBinding(parsed);
        Optional<ScramVerifier> found = context.directory().scram(parsed.name(), hash);
        if (found.isEmpty()) {
            return finished(new SaslResult.Unavailable("the directory has no answer"));
        }
        byte[] random = new byte[NONCE_OCTETS];
        RANDOM.nextBytes(random);
        first = parsed;
        verifier = found.get();
        nonce = parsed.nonce() + Base64.getEncoder().encodeToString(random);
        serverFirst = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(verifier.salt()) + ",i="
                + verifier.iterations();
        return new Step.Challenge(serverFirst);
    }

    // RFC 5802 §6
    private void checkBinding(ScramFirst message) throws ScramSyntaxException {
        switch (message.binding()) {
            case ScramFirst.Binding.Unsupported() -> {
                if (plus) {
                    throw new ScramSyntaxException("this mechanism needs a channel binding");
                }
            }
            case ScramFirst.Binding.NotOffered() -> {
                // The client could have bound the channel and was not offered it: somebody took it out on the way.
                if (plus || context.offersPlus(hash)) {
                    throw new ScramSyntaxException("this server does offer channel binding");
                }
            }
            case ScramFirst.Binding.Used used -> {
                if (!plus) {
                    throw new ScramSyntaxException("channel binding is for the mechanisms with -PLUS");
                }
                if (used.type().flatMap(context.connection()::channelBinding).isEmpty()) {
                    throw new ScramSyntaxException("this channel binding is not supported");
                }
            }
        }
    }

    private Step last(ScramFirst begun, Optional<String> message) throws ScramSyntaxException {
        ScramLast parsed = ScramLast.parse(message.orElse(""));
        ScramVerifier known = verifier;
        if (known == null || !parsed.nonce().equals(nonce)) {
            throw new ScramSyntaxException("the nonce is another one");
        }
        if (!MessageDigest.isEqual(parsed.channel(), expectedChannel(begun))) {
            return finished(new SaslResult.Refused(begun.name()));
        }
        String authMessage = begun.bare() + "," + serverFirst + "," + parsed.withoutProof();
        boolean right = isProof(known, parsed.proof(), authMessage);
        // The server's last word would tell a guesser that he is right, banned or not: the guard is asked before.
        Optional<Account> account = known.account()
                .filter(found -> right && mayActAs(begun, found))
                .filter(found -> !context.banned().test(found.address()));
        if (account.isEmpty()) {
            return finished(new SaslResult.Refused(begun.name()));
        }
        proven = account.get();
        String signature = Base64.getEncoder().encodeToString(mac(known.serverKey(), authMessage));
        return new Step.Challenge("v=" + signature);
    }

    private byte[] expectedChannel(ScramFirst begun) {
        byte[] header = begun.header().getBytes(StandardCharsets.UTF_8);
        byte[] data = begun.binding() instanceof ScramFirst.Binding.Used used
                ? used.type().flatMap(context.connection()::channelBinding).orElse(new byte[0])
                : new byte[0];
        byte[] all = Arrays.copyOf(header, header.length + data.length);
        System.arraycopy(data, 0, all, header.length, data.length);
        return all;
    }

    // RFC 5802 §3: the client's key is the proof without the signature; its hash is what is stored.
    private boolean isProof(ScramVerifier known, byte[] proof, String authMessage) {
        byte[] signature = mac(known.storedKey(), authMessage);
        if (proof.length != signature.length) {
            return false;
        }
        byte[] clientKey = new byte[proof.length];
        for (int i = 0; i < proof.length; i++) {
            clientKey[i] = (byte) (proof[i] ^ signature[i]);
        }
        try {
            return MessageDigest.isEqual(
                    MessageDigest.getInstance(hash.digestName()).digest(clientKey), known.storedKey());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + hash.digestName(), e);
        }
    }

    private boolean mayActAs(ScramFirst begun, Account account) {
        return begun.actsFor()
                .map(name -> context.directory().named(name).equals(Optional.of(account)))
                .orElse(true);
    }

    private byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(hash.macName());
            mac.init(new SecretKeySpec(key, hash.macName()));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + hash.macName(), e);
        }
    }

    private static Step finished(SaslResult result) {
        return PasswordCheck.finished(result);
    }
}
