/// The command line: one class for each command, [org.postrider.dist.cli.PostriderCommand] above them.
@NullMarked
package org.postrider.dist.cli;

import org.jspecify.annotations.NullMarked;
