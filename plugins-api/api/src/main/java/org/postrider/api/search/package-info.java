/// Text search: [org.postrider.api.search.SearchIndex].
@NullMarked
package org.postrider.api.search;

import org.jspecify.annotations.NullMarked;
