package org.postrider.lucene;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

/// Brings the search index `lucene`.
public final class LucenePlugin implements Plugin {
    @Override
    public String name() {
        return "lucene";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.searchIndex("lucene", LuceneSearchIndex.class);
    }
}
