/// The server as a process: [org.postrider.dist.server.ServerProcess].
@NullMarked
package org.postrider.dist.server;

import org.jspecify.annotations.NullMarked;
