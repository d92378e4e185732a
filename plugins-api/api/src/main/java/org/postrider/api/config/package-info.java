/// Types of configuration values, and [org.postrider.api.config.Option], which describes one.
@NullMarked
package org.postrider.api.config;

import org.jspecify.annotations.NullMarked;
