/// Trying a mail's way without effect: whoever would act on something outside the mail asks here first.
@NullMarked
package org.postrider.kernel.rehearsal;

import org.jspecify.annotations.NullMarked;
