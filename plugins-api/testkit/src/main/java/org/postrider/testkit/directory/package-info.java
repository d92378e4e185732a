/// What every directory must pass: [org.postrider.testkit.directory.UserDirectoryContract].
@NullMarked
package org.postrider.testkit.directory;

import org.jspecify.annotations.NullMarked;
