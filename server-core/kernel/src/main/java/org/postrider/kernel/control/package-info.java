/// How the command line speaks with a running server: a Unix socket in the home, guarded by its file permissions; one
/// JSON object in, one out. [org.postrider.kernel.control.ControlServer] answers,
/// [org.postrider.kernel.control.ControlClient] asks.
@NullMarked
package org.postrider.kernel.control;

import org.jspecify.annotations.NullMarked;
