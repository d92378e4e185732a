/// Look-ups in the domain name system: [org.postrider.api.dns.Dns].
@NullMarked
package org.postrider.api.dns;

import org.jspecify.annotations.NullMarked;
