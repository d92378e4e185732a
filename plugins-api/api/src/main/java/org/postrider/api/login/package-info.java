/// Log-ins: who may try ([org.postrider.api.login.LoginGuard]), by which mechanisms
/// ([org.postrider.api.login.LoginPolicy]), and what shows who somebody is besides a password
/// ([org.postrider.api.login.TokenCheck], [org.postrider.api.login.CertificateCheck]). Passwords are the
/// [org.postrider.api.directory.Directory]'s.
@NullMarked
package org.postrider.api.login;

import org.jspecify.annotations.NullMarked;
