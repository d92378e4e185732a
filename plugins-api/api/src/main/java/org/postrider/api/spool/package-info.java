/// Where mail is handed in: [org.postrider.api.spool.Spool].
@NullMarked
package org.postrider.api.spool;

import org.jspecify.annotations.NullMarked;
