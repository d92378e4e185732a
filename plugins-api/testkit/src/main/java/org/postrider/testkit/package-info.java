/** Contract tests, fakes and a transcript runner for authors of plugins. */
@NullMarked
package org.postrider.testkit;

import org.jspecify.annotations.NullMarked;
