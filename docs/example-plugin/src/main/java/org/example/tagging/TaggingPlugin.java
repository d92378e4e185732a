package org.example.tagging;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

/// Tells the server what this jar brings. Named in `META-INF/services/org.postrider.api.plugin.Plugin`.
public final class TaggingPlugin implements Plugin {
    @Override
    public String name() {
        return "tagging-plugin";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public String licence() {
        return "Apache-2.0";
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.mailet(TagSubject.class);
        registry.matcher(SubjectContains.class);
        registry.sessionFilter(QuietHours.class);
        registry.observer(CountBounces.class);
    }
}
