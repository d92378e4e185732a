package failing;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

/// Brings parts that do everything wrong, for `FailingPluginsIT`.
public final class FailingPlugin implements Plugin {
    @Override
    public String name() {
        return "failing";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.mailet(Fail.class);
        registry.sessionFilter(FailAtMail.class);
    }
}
