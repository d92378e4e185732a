/// Domains, accounts and aliases in XML files: [org.postrider.kernel.directory.XmlDirectory] and
/// [org.postrider.kernel.directory.XmlRewriteTable] read them, [org.postrider.kernel.directory.DirectoryFiles] changes
/// them.
/// A running server sees a changed file at its next look-up.
@NullMarked
package org.postrider.kernel.directory;

import org.jspecify.annotations.NullMarked;
