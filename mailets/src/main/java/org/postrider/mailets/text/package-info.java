/// What several themes share: header fields and addresses as people write them.
@NullMarked
package org.postrider.mailets.text;

import org.jspecify.annotations.NullMarked;
