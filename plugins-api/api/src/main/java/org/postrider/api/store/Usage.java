package org.postrider.api.store;

/// How much an account holds.
///
/// @param octets of all messages
/// @param messages in all mailboxes
/// @param mailboxes that can be selected, INBOX among them
public record Usage(long octets, long messages, long mailboxes) {
    public Usage plus(Usage more) {
        return new Usage(octets + more.octets, messages + more.messages, mailboxes + more.mailboxes);
    }
}
