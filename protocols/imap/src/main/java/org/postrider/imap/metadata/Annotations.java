package org.postrider.imap.metadata;

import java.util.Base64;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.postrider.api.store.share.Right;
import org.postrider.api.store.share.Rights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All annotations of a mailbox, shared ones and everybody's own, as they stand in a note of it: a line for each,
/// whose it is, its name, its value in Base64, between tabs. Confined to one thread.
public final class Annotations {
    /// The longest value, in octets (RFC 5464 §4.3: MAXSIZE).
    public static final int VALUE_OCTETS_MAX = 64 * 1024;
    /// How many one user may have of a mailbox, and how many shared ones there may be (RFC 5464 §4.3: TOOMANY).
    public static final int ENTRIES_MAX = 100;

    /// The note of a mailbox that holds them, and the note of INBOX that holds those of the server.
    public static final String NOTE = "metadata";

    public static final String SERVER_NOTE = "server-metadata";

    private static final Logger LOG = LoggerFactory.getLogger(Annotations.class);
    private static final String EVERYBODY = "-";

    /// By whose it is and its name, with a tab between them.
    private final SortedMap<String, byte[]> values = new TreeMap<>();

    private Annotations() {}

    /// What [#text] wrote; a line that is something else is passed over, and the log says so.
    public static Annotations read(String text) {
        Annotations annotations = new Annotations();
        for (String line : text.lines().toList()) {
            String[] parts = line.split("\t", -1);
            try {
                if (parts.length == 3 && EntryName.parse(parts[1], false).isPresent()) {
                    annotations.values.put(
                            parts[0] + "\t" + parts[1], Base64.getDecoder().decode(parts[2]));
                    continue;
                }
            } catch (IllegalArgumentException e) {
                LOG.debug("no Base64", e);
            }
            LOG.warn(
                    "An annotation of a mailbox cannot be read and is passed over: {}",
                    parts.length > 1 ? parts[1] : "");
        }
        return annotations;
    }

    // RFC 5464 §3.3
    public static boolean mayRead(Rights rights) {
        return rights.has(Right.LOOKUP) && rights.hasAny(Right.READ, Right.SEEN, Right.WRITE, Right.INSERT, Right.POST);
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        values.forEach((key, value) -> text.append(key)
                .append('\t')
                .append(Base64.getEncoder().encodeToString(value))
                .append('\n'));
        return text.toString();
    }

    /// @param user who asks
    public Optional<byte[]> get(String user, EntryName name) {
        return Optional.ofNullable(values.get(key(user, name)));
    }

    /// Those at and below a name.
    ///
    /// @param depth how many levels below
    public SortedMap<EntryName, byte[]> below(String user, EntryName name, int depth) {
        SortedMap<EntryName, byte[]> found = new TreeMap<>(java.util.Comparator.comparing(EntryName::text));
        String whose = whose(user, name) + "\t";
        values.tailMap(whose).forEach((key, value) -> {
            if (key.startsWith(whose)) {
                EntryName each = new EntryName(key.substring(whose.length()));
                int levels = each.below(name);
                if (levels >= 0 && levels <= depth) {
                    found.put(each, value);
                }
            }
        });
        return found;
    }

    /// @return false where there are too many
    public boolean put(String user, EntryName name, byte[] value) {
        values.put(key(user, name), value);
        String whose = whose(user, name) + "\t";
        return values.keySet().stream().filter(key -> key.startsWith(whose)).count() <= ENTRIES_MAX;
    }

    public void remove(String user, EntryName name) {
        values.remove(key(user, name));
    }

    private static String key(String user, EntryName name) {
        return whose(user, name) + "\t" + name.text();
    }

    private static String whose(String user, EntryName name) {
        return name.isPrivate() ? user : EVERYBODY;
    }
}
