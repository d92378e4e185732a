package org.postrider.kernel.plugin;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A filter that always has a verdict: where it fails, that of its `onFilterException`. Thread-safe.
final class SettledFilter implements SessionFilter {
    private static final Logger LOG = LoggerFactory.getLogger(SettledFilter.class);

    private final SessionFilter filter;
    private final String name;
    private final Verdict otherwise;

    SettledFilter(SessionFilter filter, String name, OnFilterException onException) {
        this.filter = filter;
        this.name = name;
        this.otherwise = switch (onException) {
            case PROCEED -> Verdict.PROCEED;
            case DEFER -> new Verdict.Defer(Reply.of(451, "4.3.0", "This cannot be checked now; try again later"));
        };
    }

    /// What to do with a command about which a filter failed.
    enum OnFilterException {
        PROCEED,
        DEFER
    }

    @Override
    public Verdict connect(SessionView session) {
        return settled(session, () -> filter.connect(session));
    }

    @Override
    public Verdict hello(SessionView session, String helloName) {
        return settled(session, () -> filter.hello(session, helloName));
    }

    @Override
    public Verdict mail(SessionView session, ReversePath sender) {
        return settled(session, () -> filter.mail(session, sender));
    }

    @Override
    public Verdict rcpt(SessionView session, MailAddress recipient) {
        return settled(session, () -> filter.rcpt(session, recipient));
    }

    @Override
    public Verdict data(SessionView session) {
        return settled(session, () -> filter.data(session));
    }

    @Override
    public Verdict refused(SessionView session, Reply reply) {
        return settled(session, () -> filter.refused(session, reply));
    }

    private Verdict settled(SessionView session, Callable<@Nullable Verdict> stage) {
        try {
            Verdict verdict = stage.call();
            if (verdict != null) {
                return verdict;
            }
            LOG.error("The filter {} has no verdict (null) on {}", name, session.client());
        } catch (Exception e) {
            LOG.error("The filter {} failed with {}; its onFilterException holds", name, session.client(), e);
        }
        return otherwise;
    }
}
