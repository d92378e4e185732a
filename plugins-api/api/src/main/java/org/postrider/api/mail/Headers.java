package org.postrider.api.mail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The header of a message (RFC 5322 §2.2): its fields in order, octet for octet. Immutable.
public final class Headers {
    public static final Headers EMPTY = new Headers(List.of());

    private final List<HeaderField> fields;

    private Headers(List<HeaderField> fields) {
        this.fields = fields;
    }

    public static Headers of(List<HeaderField> fields) {
        return new Headers(List.copyOf(fields));
    }

    /// Reads the fields at the start of `octets`, up to the empty line or the first line that is no field.
    ///
    /// Never fails: what is not a header is body.
    public static Headers parse(byte[] octets) {
        List<HeaderField> fields = new ArrayList<>();
        int start = 0;
        while (start < octets.length) {
            int colon = fieldColon(octets, start);
            if (colon < 0) {
                break;
            }
            int end = fieldEnd(octets, start);
            fields.add(HeaderField.ofOctets(Arrays.copyOfRange(octets, start, end), colon - start));
            start = end;
        }
        return new Headers(List.copyOf(fields));
    }

    public List<HeaderField> fields() {
        return fields;
    }

    /// The value of the first field of that name, unfolded.
    public Optional<String> first(String name) {
        return fields.stream().filter(field -> field.is(name)).findFirst().map(HeaderField::value);
    }

    /// The values of all fields of that name, in order.
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.is(name))
                .map(HeaderField::value)
                .toList();
    }

    public boolean has(String name) {
        return fields.stream().anyMatch(field -> field.is(name));
    }

    /// With `field` before all others, where trace fields go (RFC 5321 §4.4).
    public Headers prepend(HeaderField field) {
        List<HeaderField> changed = new ArrayList<>(fields.size() + 1);
        changed.add(field);
        changed.addAll(fields);
        return of(changed);
    }

    /// With `field` after all others.
    public Headers append(HeaderField field) {
        List<HeaderField> changed = new ArrayList<>(fields);
        changed.add(field);
        return of(changed);
    }

    /// With `field` in the place of the first of its name, the others of that name gone; last where there
    /// is none.
    public Headers set(HeaderField field) {
        List<HeaderField> changed = new ArrayList<>();
        boolean placed = false;
        for (HeaderField old : fields) {
            if (!old.is(field.name())) {
                changed.add(old);
            } else if (!placed) {
                changed.add(field);
                placed = true;
            }
        }
        if (!placed) {
            changed.add(field);
        }
        return of(changed);
    }

    /// Without the fields of that name.
    public Headers without(String name) {
        return of(fields.stream().filter(field -> !field.is(name)).toList());
    }

    /// The fields' octets, without the empty line that ends a header.
    public byte[] octets() {
        byte[] octets = new byte[length()];
        int offset = 0;
        for (HeaderField field : fields) {
            field.copyTo(octets, offset);
            offset += field.length();
        }
        return octets;
    }

    int length() {
        return fields.stream().mapToInt(HeaderField::length).sum();
    }

    // The index of the colon where a field starts at `start`, else -1. RFC 5322 §4.5: space may precede the colon.
    private static int fieldColon(byte[] octets, int start) {
        int nameEnd = start;
        while (nameEnd < octets.length && isNameOctet(octets[nameEnd])) {
            nameEnd++;
        }
        int colon = nameEnd;
        while (colon < octets.length && (octets[colon] == ' ' || octets[colon] == '\t')) {
            colon++;
        }
        return nameEnd > start && colon < octets.length && octets[colon] == ':' ? colon : -1;
    }

    // RFC 5322 §3.6.8
    private static boolean isNameOctet(byte octet) {
        return octet > 0x20 && octet < 0x7f && octet != ':';
    }

    // The index after the field's last line; a line that begins with space continues it (RFC 5322 §2.2.3).
    private static int fieldEnd(byte[] octets, int start) {
        int i = start;
        while (i < octets.length) {
            if (octets[i++] == '\n' && (i == octets.length || (octets[i] != ' ' && octets[i] != '\t'))) {
                return i;
            }
        }
        return octets.length;
    }
}
