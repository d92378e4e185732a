package org.postrider.kernel.explain;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Message;
import org.postrider.api.repository.RepositoryName;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.kernel.history.TracedMail;
import org.postrider.kernel.history.TracedMail.End;
import org.postrider.kernel.queue.MailQueue;
import org.postrider.kernel.repository.FileRepositories;
import org.postrider.kernel.repository.KeptMail;

/// Finds the content of a mail that was accepted, as long as it is anywhere: in the queue, in a repository, or in the
/// mailbox where it was delivered. Thread-safe.
public final class MessageFinder {
    // The clock of the store and that of the history may be set meanwhile, and a disk may be slow.
    private static final Duration AROUND = Duration.ofMinutes(1);
    private static final int CANDIDATES_MAX = 2000;

    private final MailQueue queue;
    private final FileRepositories repositories;
    private final MailStore store;

    public MessageFinder(MailQueue queue, FileRepositories repositories, MailStore store) {
        this.queue = queue;
        this.repositories = repositories;
        this.store = store;
    }

    /// @param where it was found, for people
    public record Found(Message message, String where) {}

    /// @throws IOException where what may have it cannot be read
    public Optional<Found> find(TracedMail mail) throws IOException {
        Set<String> reports =
                mail.ends().stream().filter(End::report).map(End::id).collect(Collectors.toSet());
        Optional<Mail> waiting = queue.partsOf(mail.id()).stream()
                .filter(part -> !reports.contains(part.id().value()))
                .findFirst();
        if (waiting.isPresent()) {
            return Optional.of(new Found(
                    waiting.get().message(), "the queue, as " + waiting.get().id()));
        }
        Optional<Found> kept = kept(mail.id());
        return kept.isPresent() ? kept : delivered(mail);
    }

    private Optional<Found> kept(String id) throws IOException {
        for (String name : repositories.counts().keySet()) {
            RepositoryName repository = new RepositoryName(name);
            for (String key : repositories.keys(repository)) {
                if (key.startsWith(id + "-")) {
                    Optional<KeptMail> found = repositories.find(repository, key);
                    if (found.isPresent()) {
                        return Optional.of(new Found(found.get().mail().message(), "the repository " + name));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Found> delivered(TracedMail mail) throws IOException {
        for (End end : mail.ends()) {
            if (end.state().equals("delivered") && !end.report()) {
                Optional<Found> found = delivered(mail.id(), end);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Found> delivered(String id, End end) throws IOException {
        try (Mailbox mailbox =
                store.account(MailAddress.parse(end.recipient())).open(MailboxName.parse(end.where(), '/'))) {
            MailboxView view = mailbox.view();
            int looked = 0;
            for (int i = view.count() - 1; i >= 0 && looked < CANDIDATES_MAX; i--) {
                if (isAround(view.saveDate(i), end.at())) {
                    looked++;
                    Message message = Message.of(mailbox.content(view.uid(i)));
                    if (isOf(id, message)) {
                        return Optional.of(
                                new Found(withoutReturnPath(message), end.where() + " of " + end.recipient()));
                    }
                }
            }
        } catch (StoreException | IllegalArgumentException e) {
            // The mailbox is gone, or a mailet took the mail where no mailbox is; another end may have it.
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isAround(Instant saved, Instant told) {
        return Duration.between(saved, told).abs().compareTo(AROUND) <= 0;
    }

    // RFC 5321 §4.4: the session that accepted it wrote the id into its Received line.
    private static boolean isOf(String id, Message message) {
        return message.headers().fields().stream()
                .filter(field -> field.is("Received"))
                .map(field -> field.value().replaceAll("\\s+", " ") + " ")
                .anyMatch(value -> value.contains(" id " + id + " ") || value.contains(" id " + id + ";"));
    }

    private static Message withoutReturnPath(Message message) throws IOException {
        Optional<HeaderField> first =
                message.headers().fields().stream().findFirst().filter(field -> field.is("Return-Path"));
        if (first.isEmpty()) {
            return message;
        }
        Content content = message.content();
        int length = first.get().octets().length;
        return Message.of(content.slice(length, content.size() - length));
    }
}
