/// S/MIME (RFC 8551) for the pipeline: [org.postrider.smime.SMIMESign], [org.postrider.smime.SMIMEDecrypt],
/// [org.postrider.smime.SMIMECheckSignature].
///
/// The messages stay as they are but for what is meant to change: signatures are made and checked over the octets that
/// travel. Revocation (CRL, OCSP) is not asked for: that would let a sender choose hosts to which the server connects.
@NullMarked
package org.postrider.smime;

import org.jspecify.annotations.NullMarked;
