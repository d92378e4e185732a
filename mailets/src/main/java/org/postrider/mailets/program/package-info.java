/// Hands mail to programs of this machine. Start at [org.postrider.mailets.program.PipeTransport].
@NullMarked
package org.postrider.mailets.program;

import org.jspecify.annotations.NullMarked;
