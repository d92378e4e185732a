/// Measures the server from outside, in the same run as Debian's Postfix: messages a second, CPU and memory. Started by
/// `dist/bench`, never by the tests.
@NullMarked
package org.postrider.dist.bench;

import org.jspecify.annotations.NullMarked;
