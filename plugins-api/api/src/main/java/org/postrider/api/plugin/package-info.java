/// How a jar becomes part of the server. Start at [org.postrider.api.plugin.Plugin].
@NullMarked
package org.postrider.api.plugin;

import org.jspecify.annotations.NullMarked;
