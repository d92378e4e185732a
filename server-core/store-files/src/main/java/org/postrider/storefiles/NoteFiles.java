package org.postrider.storefiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.StoreException;

/// Notes of a mailbox, each a file of its own in UTF-8; no file where nothing is noted.
public final class NoteFiles {
    private static final Pattern KEY = Pattern.compile("[a-z-]{1,30}");
    // Of octets; a character has three at most, a pair of surrogates four.
    private static final long LENGTH_MAX = 3L * AccountStore.NOTE_LENGTH_MAX;

    private NoteFiles() {}

    /// @return `key`
    /// @throws IllegalArgumentException where it is none
    public static String checked(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("a note's key is 1 to 30 of a-z and -");
        }
        return key;
    }

    /// @throws StoreException DAMAGED where the file is longer than any note
    public static String read(Path file) throws IOException {
        try {
            if (Files.size(file) > LENGTH_MAX) {
                throw new StoreException(
                        StoreException.Kind.DAMAGED, file + " is longer than any note; move it away or mend it");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /// The keys of the notes that are there.
    ///
    /// @param start how the name of a note's file begins, before its key
    public static SortedSet<String> keys(Path folder, String start) throws IOException {
        SortedSet<String> keys = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder, file -> String.valueOf(file.getFileName()).startsWith(start))) {
            for (Path file : files) {
                String key = String.valueOf(file.getFileName()).substring(start.length());
                if (KEY.matcher(key).matches()) {
                    keys.add(key);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return keys;
    }

    /// Not to be called by two threads at once for the same file.
    ///
    /// @throws StoreException INVALID where the new text is too long
    public static void change(Path file, UnaryOperator<String> change) throws IOException {
        String before = read(file);
        String after = change.apply(before);
        if (after.length() > AccountStore.NOTE_LENGTH_MAX) {
            throw new StoreException(StoreException.Kind.INVALID, "what is noted of a mailbox would become too long");
        }
        if (after.equals(before)) {
            return;
        }
        if (after.isEmpty()) {
            Files.deleteIfExists(file);
            SmallFiles.sync(file.resolveSibling("."));
        } else {
            SmallFiles.replace(file, after);
        }
    }
}
