package org.postrider.directory.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Secret;
import org.postrider.api.directory.User;
import org.postrider.api.mail.MailAddress;

/// Users as entries, in attributes that every directory's schema has.
final class LdapEntries {
    static final String BASE = "dc=example,dc=test";
    static final String READER = "cn=reader," + BASE;

    private LdapEntries() {}

    /// The base, who reads, and the users.
    static List<Entry> of(List<User> users, String password) {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(
                BASE,
                new Attribute("objectClass", "dcObject", "organization"),
                new Attribute("dc", "example"),
                new Attribute("o", "Example")));
        entries.add(new Entry(
                READER,
                new Attribute("objectClass", "person"),
                new Attribute("cn", "reader"),
                new Attribute("sn", "reader"),
                new Attribute("userPassword", "may read")));
        for (User user : users) {
            Entry entry = new Entry(
                    "uid=" + user.address() + "," + BASE,
                    new Attribute("objectClass", "inetOrgPerson"),
                    new Attribute("uid", user.address().toString()),
                    new Attribute("cn", user.address().localPart()),
                    new Attribute("sn", "User"),
                    new Attribute("mail", user.address().toString()),
                    new Attribute("userPassword", password),
                    new Attribute("employeeType", user.account().enabled() ? "FALSE" : "TRUE"));
            user.limits().storage().map(ByteSize::toString).ifPresent(size -> entry.addAttribute("roomNumber", size));
            user.limits().messages().ifPresent(count -> entry.addAttribute("departmentNumber", count.toString()));
            List<String> forward =
                    user.forwarding().to().stream().map(MailAddress::toString).toList();
            if (!forward.isEmpty()) {
                entry.addAttribute("description", forward.toArray(String[]::new));
            }
            entries.add(entry);
        }
        return entries;
    }

    static LdapConfig config(
            String url, boolean startTls, Optional<Path> authorities, Optional<String> passwordAttribute) {
        return new LdapConfig(
                List.of(url),
                startTls,
                authorities,
                Optional.of(READER),
                Optional.of(new Secret("may read")),
                BASE,
                "(mail={address})",
                "(mail=*@{domain})",
                "mail",
                passwordAttribute,
                Optional.of("employeeType"),
                Optional.of("roomNumber"),
                Optional.of("departmentNumber"),
                Optional.of("description"),
                true,
                4,
                Duration.ofSeconds(30));
    }
}
