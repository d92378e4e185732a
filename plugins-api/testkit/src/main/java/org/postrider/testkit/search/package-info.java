/// What every search index must do: extend [org.postrider.testkit.search.SearchIndexContract].
@NullMarked
package org.postrider.testkit.search;

import org.jspecify.annotations.NullMarked;
