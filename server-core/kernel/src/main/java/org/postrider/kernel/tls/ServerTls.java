package org.postrider.kernel.tls;

import java.util.List;
import javax.net.ssl.SSLContext;

/// What a listener's handshake uses.
///
/// @param protocols the versions that are offered, such as `TLSv1.3`
public record ServerTls(SSLContext context, List<String> protocols) {
    public ServerTls {
        protocols = List.copyOf(protocols);
    }
}
