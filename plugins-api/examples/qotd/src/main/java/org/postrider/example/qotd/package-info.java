/// A whole protocol as a plugin, to be read and copied. Start at [org.postrider.example.qotd.QuoteOfTheDay].
@NullMarked
package org.postrider.example.qotd;

import org.jspecify.annotations.NullMarked;
