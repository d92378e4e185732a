/// Users in an LDAP directory: [org.postrider.directory.ldap.LdapDirectory]. It is read, and asked whether
/// passwords are
/// right; nothing is changed there.
@NullMarked
package org.postrider.directory.ldap;

import org.jspecify.annotations.NullMarked;
