/// What a plugin remembers across restarts: [org.postrider.api.state.StateStore].
@NullMarked
package org.postrider.api.state;

import org.jspecify.annotations.NullMarked;
