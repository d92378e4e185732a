package org.postrider.imap.syntax;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What NOTIFY tells of (RFC 5465 §5).
public enum NotifyEvent {
    MESSAGE_NEW("MessageNew"),
    MESSAGE_EXPUNGE("MessageExpunge"),
    FLAG_CHANGE("FlagChange"),
    MAILBOX_NAME("MailboxName"),
    SUBSCRIPTION_CHANGE("SubscriptionChange"),
    MAILBOX_METADATA_CHANGE("MailboxMetadataChange"),
    SERVER_METADATA_CHANGE("ServerMetadataChange");

    private final String wireName;

    NotifyEvent(String wireName) {
        this.wireName = wireName;
    }

    /// It is about messages, and so can be asked for of the selected mailbox.
    public boolean isOfMessages() {
        return this == MESSAGE_NEW || this == MESSAGE_EXPUNGE || this == FLAG_CHANGE;
    }

    static Optional<NotifyEvent> named(String name) {
        return Arrays.stream(values())
                .filter(event -> event.wireName.toUpperCase(Locale.ROOT).equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /// All, between spaces.
    public static String names() {
        return Arrays.stream(values()).map(event -> event.wireName).collect(Collectors.joining(" "));
    }
}
