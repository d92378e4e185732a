/// What `dist/quickstart` shows: mail sent and read, with every line of the dialogue. Plays a mail program, and knows
/// nothing of the server but its ports.
@NullMarked
package org.postrider.dist.quickstart;

import org.jspecify.annotations.NullMarked;
