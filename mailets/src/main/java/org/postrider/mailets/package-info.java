/// The standard mailets and matchers, registered by [org.postrider.mailets.MailetsPlugin] like any plugin's.
/// Each class is one, named as in `pipeline.xml`; where Apache James has one of the same meaning, it has the same
/// name.
@NullMarked
package org.postrider.mailets;

import org.jspecify.annotations.NullMarked;
