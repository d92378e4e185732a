/// Certificates and keys: [org.postrider.kernel.tls.ServerContexts] for listeners, made at the first start and read
/// again
/// when the files change; [org.postrider.kernel.tls.ClientContexts] for connections to other hosts.
@NullMarked
package org.postrider.kernel.tls;

import org.jspecify.annotations.NullMarked;
