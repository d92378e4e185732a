package org.postrider.api.plugin;

import org.postrider.api.directory.UserDirectory;
import org.postrider.api.event.MailObserver;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Matcher;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.MailStore;
import org.postrider.api.transport.Transport;

/// Where a plugin names its parts. Names are those by which the XML chooses a part; a name that is taken is an error
/// that names both plugins.
public interface PluginRegistry {
    /// A mailet, under its simple class name and those of its [AlsoNamed].
    void mailet(Class<? extends Mailet> type);

    /// A matcher, under its simple class name and those of its [AlsoNamed].
    void matcher(Class<? extends Matcher> type);

    /// A protocol that listeners speak: `<listener protocol="name">`. One handler is made for each listener.
    void protocol(String name, Class<? extends ProtocolHandler> type);

    /// A filter on the stages of SMTP dialogues, under its simple class name: `<filter class="...">` in a listener.
    void sessionFilter(Class<? extends SessionFilter> type);

    /// Who hears what becomes of mail, under its simple class name: `<observer class="...">` in `server.xml`.
    void observer(Class<? extends MailObserver> type);

    /// A way to hand mail to other hosts: `Route.transport`. Made once.
    void transport(String name, Class<? extends Transport> type);

    /// A mailbox store: `<store type="name">`. The chosen one is made once.
    void store(String name, Class<? extends MailStore> type);

    /// A place where users are kept: `<directory type="name">`. One is made for each such element.
    void directory(String name, Class<? extends UserDirectory> type);

    /// A search index: `<search type="name">`. The chosen one is made once.
    void searchIndex(String name, Class<? extends SearchIndex> type);

    /// Something computed from each message when it is stored. Made once.
    void derivedField(Class<? extends DerivedField> type);
}
