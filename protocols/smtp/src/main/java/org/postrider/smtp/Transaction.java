package org.postrider.smtp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.ReversePath;

/// A mail transaction from MAIL to the final dot (RFC 5321 §3.3). Confined to the session thread.
final class Transaction implements AutoCloseable {
    final ReversePath reversePath;
    private final MailParameters parameters;
    private final long declaredOctets;
    private final List<MailAddress> accepted = new ArrayList<>();
    private final Map<MailAddress, Recipient> recipients = new LinkedHashMap<>();

    private @Nullable Chunks chunks;

    /// @param declaredOctets what MAIL said with SIZE, or 0
    Transaction(ReversePath reversePath, MailParameters parameters, long declaredOctets) {
        this.reversePath = reversePath;
        this.declaredOctets = declaredOctets;
        this.parameters = parameters;
    }

    MailParameters parameters() {
        return parameters;
    }

    /// 0 where it is not known.
    long declaredOctets() {
        return declaredOctets;
    }

    /// A message that comes in pieces.
    record Chunks(IncomingMessage message, ChunkReader reader) {}

    /// True from the first BDAT on: nothing but BDAT and RSET may follow (RFC 3030 §2).
    boolean hasChunks() {
        return chunks != null;
    }

    Chunks chunks() {
        return Objects.requireNonNull(chunks, "BDAT has not been said");
    }

    void begin(Chunks first) {
        chunks = first;
    }

    /// Forgets what has come of the message, unless it was accepted.
    @Override
    public void close() {
        if (chunks != null) {
            chunks.message().close();
        }
    }

    /// A recipient named twice gets one mail.
    void add(Recipient recipient) {
        accepted.add(recipient.address());
        recipients.putIfAbsent(recipient.address(), recipient);
    }

    /// Each RCPT that was accepted, in order, also where two name the same: LMTP answers each.
    List<MailAddress> accepted() {
        return accepted;
    }

    /// @param eightBit whether the content has octets beyond US-ASCII, whatever MAIL said
    Envelope envelope(boolean eightBit) {
        boolean undeclared = eightBit && parameters.body() == MailParameters.BodyType.SEVEN_BIT;
        return new Envelope(
                reversePath,
                List.copyOf(recipients.values()),
                undeclared ? parameters.withBody(MailParameters.BodyType.EIGHT_BIT_MIME) : parameters);
    }
}
