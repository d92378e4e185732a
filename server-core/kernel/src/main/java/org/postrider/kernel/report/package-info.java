/// Writes reports to senders (RFC 3464): [org.postrider.kernel.report.FailureReports].
@NullMarked
package org.postrider.kernel.report;

import org.jspecify.annotations.NullMarked;
