/** The standard matchers and mailets. */
@NullMarked
package org.postrider.mailets;

import org.jspecify.annotations.NullMarked;
