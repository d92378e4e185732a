/// Where mail is kept that nobody delivers: [org.postrider.api.repository.Repositories].
@NullMarked
package org.postrider.api.repository;

import org.jspecify.annotations.NullMarked;
