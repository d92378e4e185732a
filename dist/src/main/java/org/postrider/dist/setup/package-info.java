/// What a new server needs besides its home: [org.postrider.dist.setup.DnsRecords], which others find it by.
@NullMarked
package org.postrider.dist.setup;

import org.jspecify.annotations.NullMarked;
