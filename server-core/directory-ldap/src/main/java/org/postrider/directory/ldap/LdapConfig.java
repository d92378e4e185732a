package org.postrider.directory.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;

/// `<directory type="ldap">`
public record LdapConfig(
        @Option(
                doc =
                        "The servers: ldaps://HOST, or ldap://HOST:PORT. Where one does not answer, the next is asked; all of"
                                + " them begin alike.")
        List<String> url,

        @Option(
                doc = "Whether ldap:// goes on under TLS. Without it passwords cross the network in the clear.",
                defaultValue = "true")
        boolean startTls,

        @Option(doc = "A PEM file with the authorities to believe; those that Java knows where it is not given.")
        Optional<Path> authorities,

        @Option(doc = "As whom users are searched: a distinguished name; nobody where it is not given.")
        Optional<String> bindDn,

        @Option(doc = "With which password, such as ${file:UTF-8:/etc/postrider/ldap}.")
        Optional<Secret> bindPassword,

        @Option(doc = "Below which entry users are: ou=people,dc=example,dc=org.")
        String base,

        @Option(doc = "Finds a user by {address}, or {local} and {domain}.", defaultValue = "(mail={address})")
        String filter,

        @Option(doc = "Finds all users of {domain}.", defaultValue = "(mail=*@{domain})")
        String listFilter,

        @Option(doc = "The attribute with the address. Each value is an account: give it one.", defaultValue = "mail")
        String addressAttribute,

        @Option(
                doc =
                        "The attribute with the hash of the password, where the server may read it; then SCRAM is possible for"
                                + " other directories' users. Without it users are asked for by binding as them.")
        Optional<String> passwordAttribute,

        @Option(doc = "An attribute that is TRUE, 1 or yes for a user who is disabled.")
        Optional<String> disabledAttribute,

        @Option(doc = "The attribute with the quota, such as 5GiB or a number of octets.")
        Optional<String> quotaAttribute,

        @Option(doc = "The attribute with the quota of messages.")
        Optional<String> quotaMessagesAttribute,

        @Option(doc = "The attribute with the addresses to which mail goes on, one or several values.")
        Optional<String> forwardAttribute,

        @Option(doc = "Whether mail that goes on comes into the own mailbox too.", defaultValue = "true")
        boolean keepCopy,

        @Option(doc = "How many connections there are at most.", defaultValue = "10")
        int connections,

        @Option(
                doc =
                        "How long to wait for a connection, and again for an answer. Then mail and log-ins are told to try"
                                + " again later.",
                defaultValue = "5s")
        Duration timeLimit) {
    public LdapConfig {
        url = List.copyOf(url);
        List<LDAPURL> parsed = url.stream().map(LdapConfig::parsed).toList();
        if (parsed.isEmpty()
                || parsed.stream().map(LDAPURL::getScheme).distinct().count() > 1
                || parsed.stream().anyMatch(each -> !each.hostProvided())) {
            throw new IllegalArgumentException("url is ldap:// or ldaps:// with a host, or several that begin alike");
        }
        if (!DN.isValidDN(base) || !bindDn.map(DN::isValidDN).orElse(true)) {
            throw new IllegalArgumentException("base and bindDn are distinguished names, such as dc=example,dc=org");
        }
        if (bindDn.isPresent() != bindPassword.isPresent()) {
            throw new IllegalArgumentException("bindDn and bindPassword go together");
        }
        FilterTemplate.check(filter, "address", "local", "domain");
        FilterTemplate.check(listFilter, "domain");
        if (connections < 1 || connections > 200) {
            throw new IllegalArgumentException("connections is from 1 to 200");
        }
        if (timeLimit.compareTo(Duration.ofMillis(100)) < 0 || timeLimit.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("timeLimit is from 100ms to 1m");
        }
    }

    List<LDAPURL> urls() {
        return url.stream().map(LdapConfig::parsed).toList();
    }

    boolean secure() {
        return urls().getFirst().getScheme().equalsIgnoreCase("ldaps");
    }

    private static LDAPURL parsed(String text) {
        try {
            LDAPURL parsed = new LDAPURL(text);
            if (parsed.getScheme().equalsIgnoreCase("ldapi")) {
                throw new IllegalArgumentException(text + " is not understood: ldap:// or ldaps://");
            }
            return parsed;
        } catch (LDAPException e) {
            throw new IllegalArgumentException("'" + text + "' is no URL of an LDAP server: " + e.getMessage(), e);
        }
    }
}
