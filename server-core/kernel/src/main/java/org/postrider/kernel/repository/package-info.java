/// Repositories of mail in files, and what an administrator does with them:
/// [org.postrider.kernel.repository.FileRepositories].
@NullMarked
package org.postrider.kernel.repository;

import org.jspecify.annotations.NullMarked;
