/// XML configuration: elements with their places, bound to records; all problems in one list.
@NullMarked
package org.postrider.kernel.config;

import org.jspecify.annotations.NullMarked;
