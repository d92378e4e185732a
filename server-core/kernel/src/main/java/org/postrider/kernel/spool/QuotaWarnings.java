package org.postrider.kernel.spool;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.quota.QuotaStore.QuotaListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a mail into the INBOX of an account that is getting full, once a day at most. Thread-safe.
public final class QuotaWarnings implements QuotaListener {
    private static final Logger LOG = LoggerFactory.getLogger(QuotaWarnings.class);
    private static final Duration AGAIN = Duration.ofDays(1);
    private static final int REMEMBERED_MAX = 10_000;

    private final MailStore store;
    private final ServerInfo server;
    private final InstantSource clock;
    private final int percent;
    /// When each was warned last; the oldest first. Guarded by itself.
    private final Map<MailAddress, Instant> warned = new LinkedHashMap<>();

    /// @param store without limits: a full account can be told that it is
    /// @param percent from how full on an account is warned; 0 for never
    public QuotaWarnings(MailStore store, ServerInfo server, InstantSource clock, int percent) {
        this.store = store;
        this.server = server;
        this.clock = clock;
        this.percent = percent;
    }

    @Override
    public void fuller(MailAddress account, double before, double after) {
        double limit = percent / 100.0;
        if (percent == 0 || before >= limit || after < limit || !isDue(account)) {
            return;
        }
        try (Mailbox inbox = store.account(account).open(MailboxName.INBOX)) {
            inbox.append(new Mailbox.NewMessage(
                    message(account, Math.round(after * 100)), Flags.NONE, Optional.empty(), Optional.empty(), false));
            LOG.info("The account {} is {} % full and was warned", account, Math.round(after * 100));
        } catch (StoreException e) {
            LOG.warn("{} could not be warned that the account is nearly full", account, e);
        }
    }

    private boolean isDue(MailAddress account) {
        Instant now = clock.instant();
        synchronized (warned) {
            Instant last = warned.get(account);
            if (last != null && now.isBefore(last.plus(AGAIN))) {
                return false;
            }
            warned.remove(account);
            warned.put(account, now);
            if (warned.size() > REMEMBERED_MAX) {
                warned.remove(warned.keySet().iterator().next());
            }
            return true;
        }
    }

    // RFC 3834 §5: nobody's automaton answers it
    private Content message(MailAddress account, long full) {
        String text = """
                Date: %s
                From: <%s>
                To: <%s>
                Subject: Your mail account is %d %% full
                Message-ID: <%s@%s>
                Auto-Submitted: auto-generated
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                Your account %s at %s is %d %% full. When it is full, no more
                mail can be delivered to you. Please delete messages that you no longer
                need, and empty the trash.
                """.formatted(
                DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)),
                server.postmaster(),
                account,
                full,
                UUID.randomUUID(),
                server.hostname().name(),
                account,
                server.hostname().name(),
                full);
        return Content.of(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
