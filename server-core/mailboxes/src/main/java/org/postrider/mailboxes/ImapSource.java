package org.postrider.mailboxes;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FetchProfile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SystemFlag;

/// Mail in an account of another IMAP server, read without changing anything there.
final class ImapSource implements MessageSource {
    private static final String TIMEOUT_MILLIS = "120000";
    // Flags and dates are fetched for so many messages at a time.
    private static final int BATCH = 500;

    private final Store store;

    ImapSource(ImapAddress address, String password) throws TaskRefusedException {
        String protocol = address.scheme();
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty(prefix + "connectiontimeout", TIMEOUT_MILLIS);
        properties.setProperty(prefix + "timeout", TIMEOUT_MILLIS);
        properties.setProperty(prefix + "writetimeout", TIMEOUT_MILLIS);
        properties.setProperty(prefix + "peek", "true");
        properties.setProperty(prefix + "fetchsize", Integer.toString(1024 * 1024));
        // On this machine a certificate proves nothing, and is often one that a server has signed itself.
        properties.setProperty(prefix + "ssl.checkserveridentity", Boolean.toString(!address.isLoopback()));
        properties.setProperty("mail.imap.starttls.enable", "true");
        // A password goes in clear only to this machine.
        properties.setProperty("mail.imap.starttls.required", Boolean.toString(!address.isLoopback()));
        if (address.isLoopback()) {
            properties.setProperty(prefix + "ssl.trust", address.host());
        }
        try {
            this.store = Session.getInstance(properties).getStore(protocol);
            store.connect(address.host(), address.port(), address.user(), password);
        } catch (AuthenticationFailedException e) {
            throw new TaskRefusedException(address + " does not accept the password of " + address.user(), e);
        } catch (MessagingException e) {
            throw new TaskRefusedException(address + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public long count() throws IOException {
        try {
            long count = 0;
            for (Folder folder : folders()) {
                count += Math.max(0, folder.getMessageCount());
            }
            return count;
        } catch (MessagingException e) {
            throw failed(e);
        }
    }

    @Override
    public void read(Sink sink) throws IOException {
        try {
            for (Folder folder : folders()) {
                folder.open(Folder.READ_ONLY);
                try {
                    read(folder, sink);
                } finally {
                    folder.close(false);
                }
            }
        } catch (MessagingException e) {
            throw failed(e);
        }
    }

    private List<Folder> folders() throws MessagingException {
        return Arrays.stream(store.getDefaultFolder().list("*"))
                .filter(ImapSource::holdsMessages)
                .toList();
    }

    private static boolean holdsMessages(Folder folder) {
        try {
            return (folder.getType() & Folder.HOLDS_MESSAGES) != 0;
        } catch (MessagingException e) {
            return false;
        }
    }

    private static void read(Folder folder, Sink sink) throws MessagingException, IOException {
        char separator = folder.getSeparator();
        sink.mailbox(MailboxName.parse(folder.getFullName(), separator));
        FetchProfile profile = new FetchProfile();
        profile.add(FetchProfile.Item.FLAGS);
        profile.add(FetchProfile.Item.ENVELOPE);
        profile.add(UIDFolder.FetchProfileItem.UID);
        int count = folder.getMessageCount();
        for (int first = 1; first <= count; first += BATCH) {
            Message[] batch = folder.getMessages(first, Math.min(count, first + BATCH - 1));
            folder.fetch(batch, profile);
            for (Message message : batch) {
                read(folder, (IMAPMessage) message, sink);
            }
        }
    }

    private static void read(Folder folder, IMAPMessage message, Sink sink) throws MessagingException, IOException {
        Spooled content;
        try (InputStream in = message.getMimeStream()) {
            content = Spooled.of(in);
        } catch (MessagingException | IOException e) {
            if (!folder.isOpen()) {
                throw e;
            }
            sink.unreadable(folder.getFullName() + " message " + message.getMessageNumber(), new IOException(e));
            return;
        }
        try (content) {
            Optional<Instant> date =
                    Optional.ofNullable(message.getReceivedDate()).map(Date::toInstant);
            sink.message(new FoundMessage(flags(message.getFlags()), date, content));
        } finally {
            message.invalidateHeaders();
        }
    }

    private static Flags flags(jakarta.mail.Flags given) {
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        take(given, jakarta.mail.Flags.Flag.SEEN, SystemFlag.SEEN, system);
        take(given, jakarta.mail.Flags.Flag.ANSWERED, SystemFlag.ANSWERED, system);
        take(given, jakarta.mail.Flags.Flag.FLAGGED, SystemFlag.FLAGGED, system);
        take(given, jakarta.mail.Flags.Flag.DELETED, SystemFlag.DELETED, system);
        take(given, jakarta.mail.Flags.Flag.DRAFT, SystemFlag.DRAFT, system);
        Set<Keyword> keywords = new HashSet<>();
        for (String name : given.getUserFlags()) {
            try {
                keywords.add(Keyword.of(name));
            } catch (IllegalArgumentException _) {
                // A flag that no server can store: the message counts more.
            }
        }
        return Flags.of(system, keywords);
    }

    private static void take(
            jakarta.mail.Flags given, jakarta.mail.Flags.Flag flag, SystemFlag ours, Set<SystemFlag> into) {
        if (given.contains(flag)) {
            into.add(ours);
        }
    }

    private static TaskRefusedException failed(MessagingException e) {
        return new TaskRefusedException(
                "the other server failed: " + e.getMessage()
                        + "; begin again, what is here already is not fetched twice",
                e);
    }

    @Override
    public void close() throws IOException {
        try {
            store.close();
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }
}
