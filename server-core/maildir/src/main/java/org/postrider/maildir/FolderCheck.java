package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.api.store.Repair;
import org.postrider.maildir.MailboxState.Change;

/// Compares a mailbox's folder with what is known of it, and mends what differs: used once, under the mailbox's lock.
final class FolderCheck {
    private final MailboxState state;
    private final Path folder;
    private final Repair repair;
    private final Instant now;

    /// @param now by the computer's clock, which files get their times from
    FolderCheck(MailboxState state, Repair repair, Instant now) {
        this.now = now;
        this.state = state;
        this.folder = state.folder();
        this.repair = repair;
    }

    Change run() throws IOException {
        makeFolders();
        checkSmallFiles();
        for (Path file : AbandonedFiles.find(folder.resolve("tmp"), now)) {
            repair.mended(name(file) + " in tmp was left unfinished long ago and is deleted");
            if (!repair.isDryRun()) {
                Files.deleteIfExists(file);
            }
        }
        return checkMessages();
    }

    private void makeFolders() throws IOException {
        for (String part : List.of("tmp", "new", "cur")) {
            if (!Files.isDirectory(folder.resolve(part))) {
                repair.mended("the folder " + part + " is missing and is made");
                if (!repair.isDryRun()) {
                    Files.createDirectories(folder.resolve(part));
                }
            }
        }
    }

    private void checkSmallFiles() throws IOException {
        if (!state.identity().isOnDisk()) {
            repair.mended("the file with UIDVALIDITY and UIDNEXT is not as it should be and is written anew");
            if (!repair.isDryRun()) {
                state.identity().write();
            }
        }
        if (!state.keywords().isOnDisk()) {
            repair.mended("the file with the names of keywords is not as it should be and is written anew");
            if (!repair.isDryRun()) {
                state.keywords().write();
            }
        }
        if (state.isWritten() && !MoreKeywords.read(folder).agreesWith(state.messages())) {
            repair.mended("the file with keywords that have no letter is not as it should be and is written anew");
            if (!repair.isDryRun()) {
                MoreKeywords.write(folder, state.messages(), state.index().highestModSeq());
            }
        }
    }

    private Change checkMessages() throws IOException {
        if (findDifferences(repair) == 0 || repair.isDryRun()) {
            return Change.NONE;
        }
        state.doubt();
        Change change = state.refresh();
        for (MessageFile file : unknown().values()) {
            Path path = folder.resolve(file.path());
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || !Files.isReadable(path)) {
                repair.notMended(file.path() + " cannot be shown: it is no file, or the server's user may not read it");
            }
        }
        return change;
    }

    private int findDifferences(Repair heard) throws IOException {
        Map<String, MessageFile> found = list();
        Messages messages = state.messages();
        int differences = 0;
        for (int i = 0; i < messages.count(); i++) {
            MessageFile known = messages.file(i);
            MessageFile now = found.remove(known.base());
            if (now == null) {
                heard.mended("UID " + messages.uid(i) + " has no file any more and is removed from the index");
            } else if (!now.equals(known)) {
                heard.mended(
                        "UID " + messages.uid(i) + " is called " + now.path() + ", its flags are taken from there");
            }
            differences += known.equals(now) ? 0 : 1;
        }
        for (MessageFile file : found.values()) {
            heard.mended(file.path() + " is not in the index and is taken up");
        }
        return differences + found.size();
    }

    private Map<String, MessageFile> unknown() throws IOException {
        Map<String, MessageFile> found = list();
        for (int i = 0; i < state.messages().count(); i++) {
            found.remove(state.messages().file(i).base());
        }
        return found;
    }

    private Map<String, MessageFile> list() throws IOException {
        Map<String, MessageFile> found = new HashMap<>();
        for (String part : List.of("new", "cur")) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve(part))) {
                for (Path path : files) {
                    if (!name(path).startsWith(".")) {
                        MessageFile file = MessageFile.parse(name(path), part.equals("new"));
                        found.put(file.base(), file);
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return found;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
