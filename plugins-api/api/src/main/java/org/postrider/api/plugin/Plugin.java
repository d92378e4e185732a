package org.postrider.api.plugin;

/// What a jar in `plugins/` (and each built-in part of the server) brings.
///
/// Found by [java.util.ServiceLoader]: the jar names the class in
/// `META-INF/services/org.postrider.api.plugin.Plugin`. Each plugin has a class loader of its own; it shares this
/// API, Jakarta Mail, Jakarta Inject and SLF4J with the server and nothing else.
///
/// The classes that it registers have one public constructor, or one annotated with `jakarta.inject.Inject`. Its
/// parameters are at most one configuration record and any of these services:
///
/// | service | what for |
/// |---|---|
/// | [ServerInfo] | host name, home, version |
/// | `java.time.InstantSource` | the clock |
/// | [org.postrider.api.spool.Spool] | hand in new mail |
/// | [org.postrider.api.store.MailStore] | mailboxes |
/// | `List` of [org.postrider.api.store.DerivedField] | for a store: what it keeps beside each message |
/// | [org.postrider.api.search.SearchIndex] | text search in mailboxes |
/// | [org.postrider.api.directory.Directory] | domains, accounts, passwords |
/// | [org.postrider.api.directory.RewriteTable] | aliases |
/// | [org.postrider.api.directory.RecipientCheck] | is that recipient ours? |
/// | [org.postrider.api.login.LoginGuard] | slows down those who guess passwords |
/// | [org.postrider.api.login.LoginPolicy] | which mechanisms are allowed |
/// | [org.postrider.api.login.TokenCheck] | bearer tokens |
/// | [org.postrider.api.login.CertificateCheck] | certificates of clients |
/// | [org.postrider.api.state.ExpiringState] | small things to remember across restarts |
/// | [org.postrider.api.dns.Dns] | look-ups |
/// | [org.postrider.api.net.Connector] | connections to other hosts |
/// | [org.postrider.api.event.EventLog] | one line per mail event |
/// | [org.postrider.api.metrics.Metrics] | numbers for `postrider metrics` |
/// | [org.postrider.api.repository.Repositories] | keep mail aside |
/// | [org.postrider.api.state.StateStore] | what the plugin remembers across restarts |
///
/// and any class of the plugin's own that can be made the same way; it is then shared by the plugin's parts when
/// it is annotated with `jakarta.inject.Singleton`. A plugin that names Guice modules in
/// `META-INF/services/com.google.inject.Module` shares Guice with the server too, and its parts get what these bind.
public interface Plugin {
    /// The version of this API, `major.minor`. A plugin runs where the major number is the same and the
    /// minor is not
    /// larger than the server's.
    String API_VERSION = "1.0";

    /// The plugin's name, unique, lower case with `-`.
    String name();

    /// The version of the API with which the plugin was compiled: always `return API_VERSION;`, because the
    /// compiler
    /// copies the constant into the plugin's class.
    String apiVersion();

    /// The plugin's own version, as `postrider plugin list` shows it.
    ///
    /// @return of the jar's manifest (`Implementation-Version`), where the plugin does not say; else empty
    default String version() {
        String version = getClass().getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }

    /// Under which licence it may be used, as an SPDX identifier such as `Apache-2.0`; empty where it does not say.
    default String licence() {
        return "";
    }

    /// Names the plugin's parts. Called once, before anything starts.
    void register(PluginRegistry registry);
}
