/// Log-ins: what `<login>` in `server.xml` configures. [org.postrider.kernel.login.LoginBans] slows down and bans who
/// guesses, [org.postrider.kernel.login.JwtTokens] checks bearer tokens, and
/// [org.postrider.kernel.login.CertificateUsers] says whom a certificate names.
@NullMarked
package org.postrider.kernel.login;

import org.jspecify.annotations.NullMarked;
