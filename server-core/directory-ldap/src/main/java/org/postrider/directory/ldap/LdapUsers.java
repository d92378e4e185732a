package org.postrider.directory.ldap;

import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.api.config.ByteSize;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes users of entries, by the attributes that the configuration names. Immutable.
final class LdapUsers {
    private static final Logger LOG = LoggerFactory.getLogger(LdapUsers.class);
    private static final Set<String> TRUE = Set.of("true", "1", "yes", "y");

    private final LdapConfig config;

    LdapUsers(LdapConfig config) {
        this.config = config;
    }

    /// No others are asked for.
    String[] attributes() {
        return Stream.concat(
                        Stream.of(config.addressAttribute()),
                        Stream.of(
                                        config.passwordAttribute(),
                                        config.disabledAttribute(),
                                        config.quotaAttribute(),
                                        config.quotaMessagesAttribute(),
                                        config.forwardAttribute())
                                .flatMap(Optional::stream))
                .toArray(String[]::new);
    }

    /// Its addresses in a domain.
    List<MailAddress> addresses(SearchResultEntry entry, Domain domain) {
        List<MailAddress> addresses = new ArrayList<>();
        for (String value : values(entry, Optional.of(config.addressAttribute()))) {
            try {
                MailAddress address = MailAddress.parse(value);
                if (address.domain().equals(domain)) {
                    addresses.add(address);
                }
            } catch (AddressSyntaxException e) {
                LOG.warn("{} is passed over, its address is none: {}", entry.getDN(), e.getMessage());
            }
        }
        return addresses;
    }

    User user(MailAddress address, SearchResultEntry entry) {
        try {
            boolean disabled = value(entry, config.disabledAttribute())
                    .map(text -> TRUE.contains(text.toLowerCase(Locale.ROOT)))
                    .orElse(false);
            List<MailAddress> forward = values(entry, config.forwardAttribute()).stream()
                    .map(MailAddress::parse)
                    .toList();
            return new User(
                    new Account(address, !disabled),
                    value(entry, config.passwordAttribute()).map(StoredPassword::of),
                    new QuotaLimits(
                            value(entry, config.quotaAttribute()).map(ByteSize::parse),
                            value(entry, config.quotaMessagesAttribute()).map(Long::valueOf),
                            Optional.empty()),
                    forward.isEmpty() ? Forwarding.NONE : new Forwarding(forward, config.keepCopy()));
        } catch (IllegalArgumentException e) {
            // His mail waits until that is mended; nobody is told that he does not exist.
            throw new DirectoryUnavailableException("the entry " + entry.getDN() + ": " + e.getMessage(), e);
        }
    }

    private static Optional<String> value(SearchResultEntry entry, Optional<String> attribute) {
        return values(entry, attribute).stream().findFirst();
    }

    private static List<String> values(SearchResultEntry entry, Optional<String> attribute) {
        if (attribute.isEmpty()) {
            return List.of();
        }
        String @Nullable [] values = entry.getAttributeValues(attribute.get());
        return values == null ? List.of() : List.of(values);
    }
}
