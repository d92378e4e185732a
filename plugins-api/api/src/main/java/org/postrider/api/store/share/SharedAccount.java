package org.postrider.api.store.share;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.Quota;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.Usage;

/// The mailboxes that a user sees: the own ones, and those of others as far as their access control lists let. Each
/// operation asks for the right that RFC 4314 §4 wants. Thread-safe.
///
/// A mailbox that the user may not even see is NOT_FOUND (RFC 4314 §6); one of which only the right is missing,
/// NOT_PERMITTED. Whoever has mailboxes of their own by the names that those of others have, sees these alone.
public final class SharedAccount implements AccountStore {
    private final Sharing sharing;
    private final MailStore store;
    private final MailAddress user;
    private final SharedNames names;
    private final AccountStore own;

    SharedAccount(Sharing sharing, MailStore store, MailAddress user, SharedNames names) throws StoreException {
        this.sharing = sharing;
        this.store = store;
        this.user = user;
        this.names = names;
        this.own = store.account(user);
    }

    /// Whether the names of others' mailboxes mean these, `Other Users` being [SharedNames#OTHER_USERS] or
    /// [SharedNames#SHARED].
    public boolean offers(String namespace) throws StoreException {
        for (MailboxInfo info : own.list()) {
            if (info.name().path().getFirst().equals(namespace)) {
                return false;
            }
        }
        return !namespace.equals(SharedNames.SHARED)
                || names.sharedOwner(user)
                        .filter(sharing.sharingWith(user)::contains)
                        .isPresent();
    }

    public boolean isOwn(MailboxName name) throws StoreException {
        return !SharedNames.isOfOthers(name) || !offers(name.path().getFirst());
    }

    /// What the user calls a mailbox of somebody; empty where it has no name.
    public Optional<MailboxName> nameOf(MailAddress owner, MailboxName mailbox) {
        return owner.equals(user) ? Optional.of(mailbox) : names.name(user, owner, mailbox);
    }

    /// Whether a change of an account's mailboxes can be seen by the user.
    public boolean isConcernedBy(MailAddress owner) {
        return owner.equals(user) || sharing.sharingWith(user).contains(owner);
    }

    /// What the user may do with a mailbox.
    ///
    /// @throws StoreException NOT_FOUND, also where the user may do nothing that shows that it is there
    public Rights rights(MailboxName name) throws StoreException {
        Place place = visible(name);
        if (place.owner().equals(user)) {
            // Only for the exception.
            own.note(name, "none");
        }
        return place.rights();
    }

    /// Who has which rights on a mailbox, but the owner.
    ///
    /// @throws StoreException NOT_FOUND; NOT_PERMITTED without [Right#ADMINISTER]
    public AccessList accessList(MailboxName name) throws StoreException {
        Place place = permitted(name, Right.ADMINISTER);
        return sharing.accessList(place.owner(), place.mailbox());
    }

    /// Whose mailbox it is.
    ///
    /// @throws StoreException NOT_FOUND
    public MailAddress owner(MailboxName name) throws StoreException {
        return visible(name).owner();
    }

    /// Changes the rights of one identifier, as [Sharing#change].
    ///
    /// @throws StoreException NOT_FOUND, TEMPORARY, INVALID; NOT_PERMITTED without [Right#ADMINISTER]
    public void changeAccess(MailboxName name, String identifier, UnaryOperator<Rights> change) throws StoreException {
        Place place = permitted(name, Right.ADMINISTER);
        sharing.change(place.owner(), place.mailbox(), identifier, change);
    }

    @Override
    public List<MailboxInfo> list() throws StoreException {
        List<MailboxInfo> mine = own.list();
        List<MailAddress> others = sharing.sharingWith(user);
        if (others.isEmpty()) {
            return mine;
        }
        SortedMap<MailboxName, MailboxInfo> all = new TreeMap<>();
        boolean offersOthers = offers(SharedNames.OTHER_USERS);
        boolean offersShared = offers(SharedNames.SHARED);
        for (MailAddress owner : others) {
            boolean shared = names.sharedOwner(user).equals(Optional.of(owner));
            if (shared ? offersShared : offersOthers) {
                addVisible(owner, all);
            }
        }
        mine.forEach(info -> all.put(info.name(), info));
        return List.copyOf(all.values());
    }

    private void addVisible(MailAddress owner, SortedMap<MailboxName, MailboxInfo> all) throws StoreException {
        for (MailboxInfo info : store.account(owner).list()) {
            Optional<MailboxName> name = names.name(user, owner, info.name());
            if (info.selectable() && name.isPresent() && sees(owner, info.name())) {
                // RFC 6154 §2: what another has it for is not what this user has it for
                all.put(name.get(), new MailboxInfo(name.get(), true, Optional.empty()));
                List<String> path = name.get().path();
                for (int depth = 1; depth < path.size(); depth++) {
                    MailboxName above = new MailboxName(path.subList(0, depth));
                    all.putIfAbsent(above, new MailboxInfo(above, false, Optional.empty()));
                }
            }
        }
    }

    private boolean sees(MailAddress owner, MailboxName name) throws StoreException {
        try {
            return sharing.rights(user, owner, name).has(Right.LOOKUP);
        } catch (StoreException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /// The mailbox, whatever the user may do with it: it refuses what is not permitted itself.
    @Override
    public SharedMailbox open(MailboxName name) throws StoreException {
        Place place = visible(name);
        MailboxName shown = name;
        if (!place.owner().equals(user)) {
            shown = names.name(user, place.owner(), place.mailbox()).orElse(name);
        }
        return new SharedMailbox(
                sharing,
                user,
                place.owner(),
                shown,
                store.account(place.owner()).open(place.mailbox()));
    }

    @Override
    public void create(MailboxName name, Optional<SpecialUse> use) throws StoreException {
        Place place = parentPermits(name);
        if (use.isPresent() && !place.owner().equals(user)) {
            throw new StoreException(Kind.CONFLICT, "a mailbox of somebody else has no special use");
        }
        store.account(place.owner()).create(place.mailbox(), use);
        inherit(place);
        sharing.changed(place.owner(), Optional.empty());
    }

    @Override
    public void delete(MailboxName name) throws StoreException {
        Place place = permitted(name, Right.DELETE_MAILBOX);
        store.account(place.owner()).delete(place.mailbox());
        sharing.changed(place.owner(), Optional.empty());
    }

    @Override
    public void rename(MailboxName from, MailboxName to) throws StoreException {
        if (isOwn(from) && isOwn(to)) {
            own.rename(from, to);
            sharing.changed(user, Optional.of(new Sharing.Renamed(from, to)));
            return;
        }
        Place place = permitted(from, Right.DELETE_MAILBOX);
        Place target = parentPermits(to);
        if (!place.owner().equals(target.owner())) {
            throw new StoreException(Kind.CONFLICT, "a mailbox cannot be moved to another user; copy its messages");
        }
        AccountStore account = store.account(place.owner());
        for (MailboxInfo info : account.list()) {
            if (info.selectable()
                    && info.name().isBelow(place.mailbox())
                    && !sharing.rights(user, place.owner(), info.name()).has(Right.DELETE_MAILBOX)) {
                throw new StoreException(Kind.NOT_PERMITTED, "you have not the right x on all that is below it");
            }
        }
        account.rename(place.mailbox(), target.mailbox());
        sharing.changed(place.owner(), Optional.of(new Sharing.Renamed(place.mailbox(), target.mailbox())));
    }

    @Override
    public Set<MailboxName> subscriptions() throws StoreException {
        return own.subscriptions();
    }

    @Override
    public void subscribe(MailboxName name, boolean subscribed) throws StoreException {
        own.subscribe(name, subscribed);
        sharing.changed(user, Optional.empty());
    }

    @Override
    public Usage usage() throws StoreException {
        return own.usage();
    }

    @Override
    public void noteQuota(Quota quota, Usage usage) throws StoreException {
        own.noteQuota(quota, usage);
    }

    @Override
    public String note(MailboxName name, String key) throws StoreException {
        Place place = visible(name);
        return store.account(place.owner()).note(place.mailbox(), key);
    }

    @Override
    public Set<String> noteKeys(MailboxName name) throws StoreException {
        Place place = visible(name);
        return store.account(place.owner()).noteKeys(place.mailbox());
    }

    @Override
    public void changeNote(MailboxName name, String key, UnaryOperator<String> change) throws StoreException {
        Place place = visible(name);
        store.account(place.owner()).changeNote(place.mailbox(), key, change);
        sharing.changed(place.owner(), Optional.empty());
    }

    // Whose mailbox a name means, which may not exist. Only what is shared with the user is asked for: the store makes
    // accounts that are not there.
    private Optional<SharedNames.Place> place(MailboxName name) throws StoreException {
        if (isOwn(name)) {
            return Optional.of(new SharedNames.Place(user, name));
        }
        return names.place(user, name)
                .filter(place ->
                        place.owner().equals(user) || sharing.sharingWith(user).contains(place.owner()));
    }

    private Place visible(MailboxName name) throws StoreException {
        Optional<SharedNames.Place> place = place(name);
        if (place.isPresent()) {
            Place found = new Place(place.get(), rights(place.get()));
            if (found.rights()
                    .hasAny(
                            Right.LOOKUP,
                            Right.READ,
                            Right.INSERT,
                            Right.CREATE,
                            Right.DELETE_MAILBOX,
                            Right.ADMINISTER)) {
                return found;
            }
        }
        throw new StoreException(Kind.NOT_FOUND, "there is no mailbox " + name);
    }

    private Rights rights(SharedNames.Place place) throws StoreException {
        return place.owner().equals(user) ? Rights.ALL : sharing.rights(user, place.owner(), place.mailbox());
    }

    private Place permitted(MailboxName name, Right right) throws StoreException {
        Place place = visible(name);
        if (!place.rights().has(right)) {
            throw new StoreException(Kind.NOT_PERMITTED, "you have not the right " + right.letter() + " on " + name);
        }
        return place;
    }

    // RFC 4314 §4: "k" on the nearest mailbox above
    private Place parentPermits(MailboxName name) throws StoreException {
        Optional<SharedNames.Place> place = place(name);
        if (place.isPresent() && place.get().owner().equals(user)) {
            return new Place(place.get(), Rights.ALL);
        }
        if (place.isPresent()) {
            Optional<MailboxName> parent = parent(place.get());
            if (parent.isPresent()
                    && sharing.rights(user, place.get().owner(), parent.get()).has(Right.CREATE)) {
                return new Place(place.get(), Rights.NONE);
            }
        }
        throw new StoreException(Kind.NOT_PERMITTED, "you have not the right k there");
    }

    // The nearest that is there. Not by the list of all: an account may have ten thousand.
    private Optional<MailboxName> parent(SharedNames.Place place) throws StoreException {
        List<String> path = place.mailbox().path();
        for (int depth = path.size() - 1; depth > 0; depth--) {
            MailboxName above = new MailboxName(path.subList(0, depth));
            try {
                sharing.accessList(place.owner(), above);
                return Optional.of(above);
            } catch (StoreException e) {
                if (e.kind() != Kind.NOT_FOUND) {
                    throw e;
                }
            }
        }
        return Optional.empty();
    }

    private void inherit(Place place) throws StoreException {
        Optional<MailboxName> parent = parent(place.place());
        if (parent.isPresent()) {
            sharing.inherit(place.owner(), parent.get(), place.mailbox());
        }
    }

    private record Place(SharedNames.Place place, Rights rights) {
        MailAddress owner() {
            return place.owner();
        }

        MailboxName mailbox() {
            return place.mailbox();
        }
    }
}
