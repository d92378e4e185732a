package org.postrider.kernel.plugin;

import org.postrider.api.event.MailObserver;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Matcher;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.MailStore;
import org.postrider.api.transport.Transport;

/// A kind of part that plugins bring.
///
/// @param noun how sentences call it
/// @param type the interface that its classes implement
public record ComponentKind<T>(String noun, Class<T> type) {
    public static final ComponentKind<Mailet> MAILET = new ComponentKind<>("mailet", Mailet.class);
    public static final ComponentKind<Matcher> MATCHER = new ComponentKind<>("matcher", Matcher.class);
    public static final ComponentKind<ProtocolHandler> PROTOCOL =
            new ComponentKind<>("protocol", ProtocolHandler.class);
    public static final ComponentKind<SessionFilter> SESSION_FILTER =
            new ComponentKind<>("filter", SessionFilter.class);
    public static final ComponentKind<MailObserver> OBSERVER = new ComponentKind<>("observer", MailObserver.class);
    public static final ComponentKind<Transport> TRANSPORT = new ComponentKind<>("transport", Transport.class);
    public static final ComponentKind<MailStore> STORE = new ComponentKind<>("store", MailStore.class);
    public static final ComponentKind<SearchIndex> SEARCH = new ComponentKind<>("search index", SearchIndex.class);
    public static final ComponentKind<DerivedField> DERIVED_FIELD =
            new ComponentKind<>("derived field", DerivedField.class);
}
