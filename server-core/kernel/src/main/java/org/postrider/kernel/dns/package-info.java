/// Look-ups by dnsjava: [org.postrider.kernel.dns.DnsJavaResolver].
@NullMarked
package org.postrider.kernel.dns;

import org.jspecify.annotations.NullMarked;
