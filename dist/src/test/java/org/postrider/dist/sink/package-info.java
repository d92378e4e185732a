/// Where tests and benchmarks send mail to: [org.postrider.dist.sink.MailSink].
@NullMarked
package org.postrider.dist.sink;

import org.jspecify.annotations.NullMarked;
