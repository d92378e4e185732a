package org.postrider.directory.ldap;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.JVMDefaultTrustManager;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// Makes the connections to the servers. They need not be there when the server starts.
final class LdapConnections {
    private LdapConnections() {}

    /// @throws IllegalArgumentException where the authorities cannot be read
    static LDAPConnectionPool pool(LdapConfig config) {
        int millis = (int) config.timeLimit().toMillis();
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(millis);
        options.setResponseTimeoutMillis(millis);
        options.setFollowReferrals(false);
        options.setAbandonOnTimeout(true);
        // RFC 4513 §3.1.3: the certificate is that of the host that was meant.
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        boolean startTls = !config.secure() && config.startTls();
        @Nullable SSLContext tls = config.secure() || startTls ? tls(config) : null;
        SocketFactory sockets = config.secure() && tls != null ? tls.getSocketFactory() : SocketFactory.getDefault();
        @Nullable
        PostConnectProcessor afterwards = startTls && tls != null ? new StartTLSPostConnectProcessor(tls) : null;
        ServerSet[] servers =
                config.urls().stream().map(url -> server(url, sockets, options)).toArray(ServerSet[]::new);
        @Nullable
        BindRequest bind = config.bindDn()
                .map(dn -> new SimpleBindRequest(
                        dn, config.bindPassword().orElseThrow().value()))
                .orElse(null);
        try {
            LDAPConnectionPool pool = new LDAPConnectionPool(
                    servers.length == 1 ? servers[0] : new FailoverServerSet(servers),
                    bind,
                    0,
                    config.connections(),
                    afterwards);
            pool.setConnectionPoolName("directory-ldap");
            pool.setCreateIfNecessary(false);
            pool.setMaxWaitTimeMillis(millis);
            pool.setRetryFailedOperationsDueToInvalidConnections(true);
            return pool;
        } catch (LDAPException e) {
            // Without connections at first there is nothing that can fail.
            throw new IllegalStateException(e);
        }
    }

    private static ServerSet server(LDAPURL url, SocketFactory sockets, LDAPConnectionOptions options) {
        return new SingleServerSet(Objects.requireNonNull(url.getHost()), url.getPort(), sockets, options);
    }

    private static SSLContext tls(LdapConfig config) {
        try {
            TrustManager believed = config.authorities().isPresent()
                    ? new PEMFileTrustManager(config.authorities().get().toFile())
                    : JVMDefaultTrustManager.getInstance();
            return new SSLUtil(believed).createSSLContext();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("authorities cannot be used: " + e.getMessage(), e);
        }
    }
}
