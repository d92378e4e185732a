package org.postrider.api.mail;

/// The name under which a mail is found in log, queue, trace and Received header.
///
/// @param value 1 to 100 of `A-Z a-z 0-9 -`; a mail made from another one has the other's id, a `-` and a number
public record MailId(String value) implements Comparable<MailId> {
    private static final int LENGTH_MAX = 100;

    public MailId {
        if (value.isEmpty() || value.length() > LENGTH_MAX || !allowed(value)) {
            throw new IllegalArgumentException("'" + value + "' is no mail id");
        }
    }

    /// The id of the `number`-th mail made from this one.
    public MailId child(int number) {
        return new MailId(value + "-" + number);
    }

    @Override
    public int compareTo(MailId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    // A start makes a million of them.
    private static boolean allowed(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!allowed(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean allowed(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
}
