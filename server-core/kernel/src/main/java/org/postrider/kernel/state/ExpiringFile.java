package org.postrider.kernel.state;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.postrider.api.state.ExpiringTable;
import org.postrider.kernel.rehearsal.Rehearsal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A table and its file: a line for each entry, `until key value`, the one touched longest ago first. Thread-safe.
final class ExpiringFile implements ExpiringTable {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiringFile.class);
    private static final String HEAD = "postrider-state 1";
    private static final int LINE_LENGTH_MAX = 8192;

    private final Path file;
    private final int entriesMax;
    private final InstantSource clock;

    /// Guarded by itself; the one touched longest ago first.
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    /// Guarded by `entries`.
    private boolean changed;

    private ExpiringFile(Path file, int entriesMax, InstantSource clock) {
        this.file = file;
        this.entriesMax = entriesMax;
        this.clock = clock;
    }

    /// Reads what was remembered. A file that cannot be read is a table with nothing in it.
    static ExpiringFile open(Path file, int entriesMax, InstantSource clock) {
        ExpiringFile table = new ExpiringFile(file, entriesMax, clock);
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            if (!HEAD.equals(lines.readLine())) {
                LOG.warn("{} is not of this version; what it remembered is forgotten", file);
                return table;
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                table.read(line);
            }
        } catch (NoSuchFileException _) {
            // Nothing was ever remembered.
        } catch (IOException e) {
            LOG.warn("{} cannot be read; what it remembered is forgotten: {}", file, e.toString());
        }
        return table;
    }

    @Override
    public Optional<Entry> get(String key) {
        synchronized (entries) {
            return Optional.ofNullable(entries.get(key)).filter(this::isValid);
        }
    }

    @Override
    public List<String> keys() {
        synchronized (entries) {
            return entries.entrySet().stream()
                    .filter(entry -> isValid(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    @Override
    public Optional<Entry> update(String key, UnaryOperator<Optional<Entry>> change) {
        synchronized (entries) {
            Optional<Entry> fresh = change.apply(get(key));
            if (Rehearsal.insteadOf("notes '" + key + "' in " + file.getFileName())) {
                return fresh;
            }
            boolean was = entries.remove(key) != null;
            fresh.ifPresent(entry -> entries.put(key, entry));
            changed |= was || fresh.isPresent();
            if (entries.size() > entriesMax) {
                entries.remove(entries.keySet().iterator().next());
            }
            return fresh;
        }
    }

    /// Writes it, where it has changed since the last time: beside the old file, and over it in one step. Who uses the
    /// table meanwhile waits for no disk.
    void write() throws IOException {
        List<Map.Entry<String, Entry>> all;
        synchronized (entries) {
            if (!changed) {
                return;
            }
            entries.values().removeIf(entry -> !isValid(entry));
            all = new ArrayList<>(entries.size());
            entries.forEach((key, entry) -> all.add(Map.entry(key, entry)));
            changed = false;
        }
        try {
            replace(all);
        } catch (IOException e) {
            synchronized (entries) {
                changed = true;
            }
            throw e;
        }
    }

    private void replace(List<Map.Entry<String, Entry>> all) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel out = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            Writer lines = new BufferedWriter(Channels.newWriter(out, StandardCharsets.US_ASCII));
            lines.write(HEAD + "\n");
            for (Map.Entry<String, Entry> each : all) {
                Entry entry = each.getValue();
                lines.write(entry.until().toEpochMilli() + " " + encode(each.getKey()) + " " + encode(entry.value())
                        + "\n");
            }
            lines.flush();
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    // Guarded by `entries`, or before anybody else has the table. What is no entry is left out.
    private void read(String line) {
        String[] parts = line.split(" ", 3);
        if (parts.length != 3 || line.length() > LINE_LENGTH_MAX) {
            return;
        }
        try {
            Instant until = Instant.ofEpochMilli(Long.parseLong(parts[0]));
            update(decode(parts[1]), _ -> Optional.of(new Entry(decode(parts[2]), until)));
        } catch (IllegalArgumentException | DateTimeException e) {
            LOG.debug("{} has a line that is none: {}", file, e.getMessage());
        }
    }

    private boolean isValid(Entry entry) {
        return clock.instant().isBefore(entry.until());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
