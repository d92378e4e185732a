/// Tests of the distribution as a user gets it: `target/postrider`, its own process, real ports, real peers.
@NullMarked
package org.postrider.dist.e2e;

import org.jspecify.annotations.NullMarked;
