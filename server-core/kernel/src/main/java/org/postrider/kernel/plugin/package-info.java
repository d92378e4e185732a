/// Finds plugins, keeps their class loaders apart, and makes their parts.
///
/// [org.postrider.kernel.plugin.PluginLoader] finds the built-in plugins on the class path and those in
/// `HOME/plugins`; [org.postrider.kernel.plugin.PluginCatalog] knows their parts by name;
/// [org.postrider.kernel.plugin.ComponentFactory] makes a part from its element in the XML. Calls into a part pass
/// [org.postrider.kernel.plugin.PluginBoundary], with a time limit. Isolation is against accidents, not malice.
@NullMarked
package org.postrider.kernel.plugin;

import org.jspecify.annotations.NullMarked;
