/// Matchers and mailets of attributes: what mailets note about a mail.
/// [org.postrider.mailets.note.NoteParts] names them.
@NullMarked
package org.postrider.mailets.note;

import org.jspecify.annotations.NullMarked;
