package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.StoreException;
import org.postrider.storefiles.Durability;
import org.postrider.storefiles.Failures;
import org.postrider.storefiles.StoreServices;

/// Appends messages, all or none: octets first, names when these are on the disk, and then the folders that have the
/// names. Nothing that takes long is done under the mailbox's lock.
final class Appending {
    private final MaildirMailbox mailbox;
    private final StoreServices services;
    private final Durability durability;

    Appending(MaildirMailbox mailbox, StoreServices services) {
        this.mailbox = mailbox;
        this.services = services;
        this.durability = services.durability();
    }

    List<Mailbox.Appended> run(List<Mailbox.NewMessage> messages) throws StoreException {
        List<IncomingFile> files = new ArrayList<>();
        List<Intake.Placed> placed;
        try {
            for (Mailbox.NewMessage message : messages) {
                files.add(incoming(message));
            }
            forceOctets(files);
            placed = mailbox.locked(state -> new Intake(state, services).add(files));
        } catch (StoreException | RuntimeException | Error e) {
            files.forEach(file -> file.delete(mailbox.folder(), "it was not stored"));
            throw e;
        }
        forceNames(files, placed);
        return placed.stream().map(Intake.Placed::appended).toList();
    }

    private IncomingFile incoming(Mailbox.NewMessage message) throws StoreException {
        Instant date = message.internalDate().orElseGet(() -> services.clock().instant());
        Map<String, byte[]> fields = mailbox.derive(message.content(), Map.of());
        boolean forced = !durability.isBulk();
        return IncomingFile.write(mailbox.folder(), services.unique(), message, date, fields, forced);
    }

    private void forceOctets(List<IncomingFile> files) throws StoreException {
        if (durability.isBulk()) {
            Path folder = mailbox.folder();
            force(
                    files.stream()
                            .filter(file -> file.message().durable())
                            .map(file -> file.in(folder))
                            .toList(),
                    folder);
        }
    }

    private void forceNames(List<IncomingFile> files, List<Intake.Placed> placed) throws StoreException {
        Set<Path> folders = new HashSet<>();
        for (int i = 0; i < files.size(); i++) {
            if (!placed.get(i).appended().added()) {
                files.get(i).delete(mailbox.folder(), "that delivery was made before");
            } else if (files.get(i).message().durable()) {
                folders.add(placed.get(i).folder());
            } else {
                durability.changed(placed.get(i).folder());
            }
        }
        force(List.copyOf(folders), mailbox.folder());
    }

    private void force(List<Path> paths, Path folder) throws StoreException {
        try {
            durability.force(paths, folder);
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }
}
