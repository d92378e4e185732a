/// Matchers and mailets of time, number and order: when a mail goes on, how much of it, in which portions, and where
/// to.
/// [org.postrider.mailets.flow.FlowParts] names them.
@NullMarked
package org.postrider.mailets.flow;

import org.jspecify.annotations.NullMarked;
