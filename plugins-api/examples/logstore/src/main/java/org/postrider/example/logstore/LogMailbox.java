package org.postrider.example.logstore;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.mail.Content;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.UidSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mailbox that somebody has opened; what there is of it is in its [Box], which all share who opened it.
///
/// A message's file is written before the lock is taken. Whoever listens hears of a change after the lock was let go.
final class LogMailbox implements Mailbox {
    private static final Logger LOG = LoggerFactory.getLogger(LogMailbox.class);

    private final LogAccount account;
    private final Box box;

    LogMailbox(LogAccount account, Box box) {
        this.account = account;
        this.box = box;
    }

    @Override
    public MailboxName name() {
        synchronized (account.lock()) {
            return box.name;
        }
    }

    @Override
    public String id() {
        return box.id;
    }

    @Override
    public MailboxView view() throws StoreException {
        synchronized (account.lock()) {
            return present().view();
        }
    }

    private Box present() throws StoreException {
        if (box.deleted) {
            throw new StoreException(Kind.NOT_FOUND, "the mailbox was deleted");
        }
        return box;
    }

    @Override
    public Changes changesSince(long modSeq) throws StoreException {
        synchronized (account.lock()) {
            BoxView now = present().view();
            if (modSeq >= now.highestModSeq()) {
                return new Changes(UidSet.EMPTY, UidSet.EMPTY, now.highestModSeq());
            }
            UidSet.Builder changed = new UidSet.Builder();
            now.messages().stream()
                    .filter(message -> message.modSeq() > modSeq)
                    .forEach(message -> changed.add(message.uid()));
            return new Changes(changed.build(), box.vanished(), now.highestModSeq());
        }
    }

    @Override
    public Appended append(NewMessage message) throws StoreException {
        return appendAll(List.of(message)).getFirst();
    }

    @Override
    public List<Appended> appendAll(List<NewMessage> messages) throws StoreException {
        List<Long> bodies = written(messages);
        Set<Long> unused = new HashSet<>(bodies);
        List<Appended> appended = new ArrayList<>();
        try {
            synchronized (account.lock()) {
                present();
                List<Change> changes = new ArrayList<>();
                boolean durable = false;
                for (int i = 0; i < messages.size(); i++) {
                    NewMessage message = messages.get(i);
                    Optional<Long> before = message.delivery().flatMap(box::delivered);
                    if (before.isPresent()) {
                        long uid = box.messages.containsKey(before.get()) ? before.get() : 0;
                        appended.add(new Appended(box.uidValidity, uid, false));
                        continue;
                    }
                    Stored stored = stored(message, bodies.get(i), changes.size());
                    changes.add(box.added(stored, message.delivery()));
                    durable |= message.durable();
                    appended.add(new Appended(box.uidValidity, stored.uid(), true));
                }
                account.commit(durable, changes);
                for (int i = 0; i < messages.size(); i++) {
                    if (appended.get(i).added()) {
                        unused.remove(bodies.get(i));
                    }
                }
            }
        } finally {
            unused.forEach(account.bodies()::delete);
        }
        if (appended.stream().anyMatch(Appended::added)) {
            tell();
        }
        return appended;
    }

    // All, or none.
    private List<Long> written(List<NewMessage> messages) throws StoreException {
        List<Long> bodies = new ArrayList<>();
        try {
            for (NewMessage message : messages) {
                bodies.add(account.bodies().write(message.content(), message.durable()));
            }
            return bodies;
        } catch (IOException | RuntimeException e) {
            bodies.forEach(account.bodies()::delete);
            throw new StoreException(Kind.TEMPORARY, "the message cannot be stored now", e);
        }
    }

    private Stored stored(NewMessage message, long body, int before) throws StoreException {
        Instant now = account.now();
        return new Stored(
                box.uidNext + before,
                box.modSeq + before + 1,
                body,
                size(body),
                message.internalDate().orElse(now),
                now.truncatedTo(ChronoUnit.SECONDS),
                message.flags());
    }

    private long size(long body) throws StoreException {
        try {
            return account.bodies().content(body).size();
        } catch (IOException e) {
            throw new StoreException(Kind.TEMPORARY, "the message cannot be stored now", e);
        }
    }

    @Override
    public StoreResult store(UidSet uids, FlagChange change, long unchangedSince) throws StoreException {
        UidSet.Builder changed = new UidSet.Builder();
        UidSet.Builder modified = new UidSet.Builder();
        List<Change> changes = new ArrayList<>();
        long highest;
        synchronized (account.lock()) {
            long next = present().modSeq + 1;
            for (Stored message : box.those(uids)) {
                if (message.modSeq() > unchangedSince) {
                    modified.add(message.uid());
                    continue;
                }
                changed.add(message.uid());
                Flags flags = change.appliedTo(message.flags());
                if (!flags.equals(message.flags())) {
                    changes.add(Change.of(LogAccount.FLAGGED, box.number, message.uid(), next, flags));
                }
            }
            account.commit(false, changes);
            highest = box.modSeq;
        }
        if (!changes.isEmpty()) {
            tell();
        }
        return new StoreResult(changed.build(), modified.build(), highest);
    }

    @Override
    public CopyResult copy(UidSet uids, Mailbox target) throws StoreException {
        return transfer(uids, ours(target), false);
    }

    @Override
    public CopyResult move(UidSet uids, Mailbox target) throws StoreException {
        return transfer(uids, ours(target), true);
    }

    private static LogMailbox ours(Mailbox target) throws StoreException {
        if (target instanceof LogMailbox ours) {
            return ours;
        }
        throw new StoreException(Kind.INVALID, "the other mailbox is of another store");
    }

    // Between two accounts a crash in the middle of a move leaves both, rather than none.
    private CopyResult transfer(UidSet uids, LogMailbox target, boolean move) throws StoreException {
        List<Long> sources = new ArrayList<>();
        List<Long> copies = new ArrayList<>();
        synchronized (account.lock()) {
            List<Change> added = new ArrayList<>();
            List<Change> expunged = new ArrayList<>();
            present();
            Box into = target.present();
            for (Stored message : box.those(uids)) {
                Stored copy = copied(message, target, added.size());
                added.add(into.added(copy, Optional.empty()));
                sources.add(message.uid());
                copies.add(copy.uid());
            }
            // Within a mailbox what is moved gets its new place first.
            long next = (into == box ? box.modSeq + added.size() : box.modSeq) + 1;
            for (long uid : move ? sources : List.<Long>of()) {
                expunged.add(Change.of(LogAccount.EXPUNGED, box.number, uid, next));
            }
            if (target.account == account) {
                added.addAll(expunged);
                account.commit(false, added);
            } else {
                target.account.commit(false, added);
                account.commit(false, expunged);
            }
        }
        if (!copies.isEmpty()) {
            target.tell();
            if (move && target.box != box) {
                tell();
            }
        }
        return new CopyResult(target.box.uidValidity, sources, copies);
    }

    private Stored copied(Stored message, LogMailbox target, int before) throws StoreException {
        long body = message.body();
        if (target.account != account) {
            try {
                body = target.account.bodies().write(account.bodies().content(body), false);
            } catch (IOException e) {
                throw new StoreException(Kind.TEMPORARY, "a message cannot be copied now", e);
            }
        }
        return new Stored(
                target.box.uidNext + before,
                target.box.modSeq + before + 1,
                body,
                message.size(),
                message.internalDate(),
                account.now().truncatedTo(ChronoUnit.SECONDS),
                message.flags());
    }

    @Override
    public UidSet expunge(UidSet uids) throws StoreException {
        UidSet.Builder gone = new UidSet.Builder();
        List<Change> changes = new ArrayList<>();
        synchronized (account.lock()) {
            long next = present().modSeq + 1;
            for (Stored message : box.those(uids)) {
                gone.add(message.uid());
                changes.add(Change.of(LogAccount.EXPUNGED, box.number, message.uid(), next));
            }
            account.commit(false, changes);
        }
        if (!changes.isEmpty()) {
            tell();
        }
        return gone.build();
    }

    @Override
    public Content content(long uid) throws StoreException {
        try {
            return account.bodies().content(body(uid));
        } catch (NoSuchFileException e) {
            throw new StoreException(Kind.NOT_FOUND, "the message is gone", e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public byte[] derived(long uid, DerivedField field) throws StoreException {
        try {
            return account.bodies().derived(body(uid), field);
        } catch (NoSuchFileException e) {
            throw new StoreException(Kind.NOT_FOUND, "the message is gone", e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private long body(long uid) throws StoreException {
        synchronized (account.lock()) {
            Stored message = box.messages.get(uid);
            if (message == null) {
                throw new StoreException(Kind.NOT_FOUND, "the message is gone");
            }
            return message.body();
        }
    }

    private static StoreException unreadable(IOException cause) {
        return cause instanceof StoreException known
                ? known
                : new StoreException(Kind.TEMPORARY, "the message cannot be read now", cause);
    }

    @Override
    public Watch watch(Runnable listener) {
        Box.Listener added = new Box.Listener(listener, new Object());
        box.listeners.add(added);
        return () -> box.listeners.remove(added);
    }

    private void tell() {
        account.tell(box);
        for (Box.Listener each : box.listeners) {
            try {
                each.listener().run();
            } catch (RuntimeException e) {
                LOG.error("A listener to the mailbox {} failed", box.id, e);
            }
        }
    }

    /// The box stays in memory for others.
    @Override
    public void close() {}
}
