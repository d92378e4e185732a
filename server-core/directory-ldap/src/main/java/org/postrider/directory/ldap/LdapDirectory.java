package org.postrider.directory.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.About;
import org.postrider.api.plugin.Lifecycle;

/// Users in an LDAP directory, found by a search (RFC 4511), who log in by binding as them (RFC 4513). Read only.
@About("Users in an LDAP directory. They log in by binding to it; nothing is changed there.")
public final class LdapDirectory implements UserDirectory, Lifecycle {
    private static final int PAGE_ENTRIES = 500;

    private final LdapConfig config;
    private final LdapUsers users;
    private final LDAPConnectionPool pool;
    // Bound as where there is no such user, so that it takes as long.
    private final String nobody;

    public LdapDirectory(LdapConfig config) {
        this.config = config;
        this.users = new LdapUsers(config);
        this.pool = LdapConnections.pool(config);
        this.nobody = named(config.base());
    }

    private static String named(String base) {
        try {
            return new DN(new RDN("cn", "postrider-nobody"), new DN(base)).toString();
        } catch (LDAPException e) {
            throw new IllegalArgumentException(base + " is no distinguished name", e);
        }
    }

    @Override
    public Optional<User> find(MailAddress address) {
        return entry(address).map(entry -> users.user(address, entry));
    }

    private Optional<SearchResultEntry> entry(MailAddress address) {
        Map<String, String> values = Map.of(
                "address", address.toString(),
                "local", address.localPart(),
                "domain", address.domain().toString());
        try {
            SearchRequest request = request(FilterTemplate.fill(config.filter(), values));
            // One more than there may be.
            request.setSizeLimit(2);
            List<SearchResultEntry> found = entries(pool.search(request));
            if (found.size() > 1) {
                throw new DirectoryUnavailableException("more than one entry is found for " + address);
            }
            return found.stream().findFirst();
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                throw new DirectoryUnavailableException("more than one entry is found for " + address, e);
            }
            throw unavailable(e);
        }
    }

    // None only where a listener takes them.
    private static List<SearchResultEntry> entries(SearchResult result) {
        @Nullable List<SearchResultEntry> entries = result.getSearchEntries();
        return entries == null ? List.of() : entries;
    }

    private SearchRequest request(Filter filter) {
        SearchRequest request = new SearchRequest(config.base(), SearchScope.SUB, filter, users.attributes());
        request.setTimeLimitSeconds((int) Math.max(1, config.timeLimit().toSeconds()));
        return request;
    }

    @Override
    public void each(Domain domain, Consumer<User> action) {
        try {
            Filter filter = FilterTemplate.fill(
                    config.listFilter(), Map.of("domain", domain.toString().toLowerCase(Locale.ROOT)));
            LDAPConnection connection = pool.getConnection();
            try {
                each(connection, request(filter), domain, action);
                pool.releaseConnection(connection);
            } catch (LDAPException | RuntimeException e) {
                pool.releaseDefunctConnection(connection);
                throw e;
            }
        } catch (LDAPException e) {
            throw unavailable(e);
        }
    }

    // RFC 2696: a page at a time, on one connection.
    private void each(LDAPConnection connection, SearchRequest request, Domain domain, Consumer<User> action)
            throws LDAPException {
        @Nullable ASN1OctetString cookie = null;
        do {
            request.setControls(new Control[] {new SimplePagedResultsControl(PAGE_ENTRIES, cookie, false)});
            SearchResult page = connection.search(request);
            for (SearchResultEntry entry : entries(page)) {
                users.addresses(entry, domain).forEach(address -> action.accept(users.user(address, entry)));
            }
            @Nullable SimplePagedResultsControl more = SimplePagedResultsControl.get(page);
            cookie = more != null && more.moreResultsToReturn() ? more.getCookie() : null;
        } while (cookie != null);
    }

    @Override
    public boolean showsPasswords() {
        return config.passwordAttribute().isPresent();
    }

    @Override
    public boolean check(MailAddress address, String password) {
        // RFC 4513 §5.1.2: a bind without password succeeds, and says nothing.
        if (showsPasswords() || password.isEmpty()) {
            return false;
        }
        Optional<String> found = entry(address).map(SearchResultEntry::getDN);
        try {
            pool.bindAndRevertAuthentication(found.orElse(nobody), password);
            return found.isPresent();
        } catch (LDAPException e) {
            return refused(e);
        }
    }

    // What says that this user may not log in with it; all else is that nobody can.
    private boolean refused(LDAPException cause) {
        List<ResultCode> refusals = List.of(
                ResultCode.INVALID_CREDENTIALS,
                ResultCode.INAPPROPRIATE_AUTHENTICATION,
                ResultCode.NO_SUCH_OBJECT,
                ResultCode.UNWILLING_TO_PERFORM,
                ResultCode.CONSTRAINT_VIOLATION);
        if (refusals.contains(cause.getResultCode())) {
            return false;
        }
        throw unavailable(cause);
    }

    private DirectoryUnavailableException unavailable(LDAPException cause) {
        return new DirectoryUnavailableException(
                "the LDAP directory " + String.join(", ", config.url()) + ": "
                        + cause.getResultCode().getName() + ", " + cause.getMessage(),
                cause);
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        pool.close();
    }
}
