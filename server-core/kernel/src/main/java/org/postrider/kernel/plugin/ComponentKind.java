package org.postrider.kernel.plugin;

import java.util.Set;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.event.MailObserver;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Matcher;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionFilters;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.MailStore;
import org.postrider.api.transport.Transport;

/// A kind of part that plugins bring.
///
/// @param noun how sentences call it
/// @param type the interface that its classes implement
/// @param use where a configuration names one, `NAME`
/// @param given what their constructors may take, besides their options and the server's services
public record ComponentKind<T>(String noun, Class<T> type, String use, Set<Class<?>> given) {
    public static final ComponentKind<Mailet> MAILET =
            new ComponentKind<>("mailet", Mailet.class, "<mailet class=\"NAME\"> in pipeline.xml", Set.of());
    public static final ComponentKind<Matcher> MATCHER =
            new ComponentKind<>("matcher", Matcher.class, "match=\"NAME\" in pipeline.xml", Set.of());
    public static final ComponentKind<ProtocolHandler> PROTOCOL = new ComponentKind<>(
            "protocol",
            ProtocolHandler.class,
            "<listener protocol=\"NAME\"> in listeners.xml",
            Set.of(ListenerInfo.class, SessionFilters.class));
    public static final ComponentKind<SessionFilter> SESSION_FILTER = new ComponentKind<>(
            "filter",
            SessionFilter.class,
            "<filter class=\"NAME\"> in a <listener> of listeners.xml",
            Set.of(ListenerInfo.class));
    public static final ComponentKind<MailObserver> OBSERVER =
            new ComponentKind<>("observer", MailObserver.class, "<observer class=\"NAME\"> in server.xml", Set.of());
    public static final ComponentKind<Transport> TRANSPORT =
            new ComponentKind<>("transport", Transport.class, "<transport name=\"NAME\"> in server.xml", Set.of());
    public static final ComponentKind<MailStore> STORE =
            new ComponentKind<>("store", MailStore.class, "<store type=\"NAME\"> in server.xml", Set.of());
    public static final ComponentKind<UserDirectory> DIRECTORY =
            new ComponentKind<>("directory", UserDirectory.class, "<directory type=\"NAME\"> in server.xml", Set.of());
    public static final ComponentKind<SearchIndex> SEARCH =
            new ComponentKind<>("search index", SearchIndex.class, "<search type=\"NAME\"> in server.xml", Set.of());
    public static final ComponentKind<DerivedField> DERIVED_FIELD =
            new ComponentKind<>("derived field", DerivedField.class, "", Set.of());
}
