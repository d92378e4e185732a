/// Cases that say what the pipeline must do with a mail: read from XML, run, reported.
@NullMarked
package org.postrider.dist.rules;

import org.jspecify.annotations.NullMarked;
