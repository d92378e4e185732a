/// Messages to try the server with: other projects' samples, taken from where they are installed, and generated ones.
@NullMarked
package org.postrider.dist.corpus;

import org.jspecify.annotations.NullMarked;
