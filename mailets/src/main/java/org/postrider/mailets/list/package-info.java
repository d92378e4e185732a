/// Automatic answers and mailing lists. Whom a reply went to, and who is on a list, is kept across restarts.
/// [org.postrider.mailets.list.ListParts] names them.
@NullMarked
package org.postrider.mailets.list;

import org.jspecify.annotations.NullMarked;
