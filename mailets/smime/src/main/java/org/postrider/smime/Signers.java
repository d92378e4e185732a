package org.postrider.smime;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.Selector;
import org.bouncycastle.util.Store;

/// Checks signatures, and the certificates with which they were made. Thread-safe.
final class Signers {
    // A message has one signer, seldom two.
    private static final int SIGNERS_MAX = 10;
    private static final int CERTIFICATES_MAX = 50;
    // RFC 8550 §4.4.4
    private static final String EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private final Set<TrustAnchor> anchors;
    private final BouncyCastleProvider provider = new BouncyCastleProvider();

    Signers(Set<TrustAnchor> anchors) {
        this.anchors = anchors;
    }

    /// The certificates of all signers, each of whose signatures is right.
    ///
    /// @throws CMSException where one is not, or there is none
    List<X509Certificate> verified(CMSSignedData signed) throws CMSException {
        Store<X509CertificateHolder> certificates = signed.getCertificates();
        List<X509Certificate> verified = new ArrayList<>();
        for (SignerInformation signer : signed.getSignerInfos().getSigners()) {
            if (verified.size() == SIGNERS_MAX) {
                throw new CMSException("it has more than " + SIGNERS_MAX + " signers");
            }
            verified.add(verified(signer, certificates));
        }
        if (verified.isEmpty()) {
            throw new CMSException("nobody has signed it");
        }
        return verified;
    }

    private X509Certificate verified(SignerInformation signer, Store<X509CertificateHolder> certificates)
            throws CMSException {
        @SuppressWarnings("unchecked") // Bouncy Castle's own type says less than it does.
        Selector<X509CertificateHolder> its = signer.getSID();
        for (X509CertificateHolder holder : certificates.getMatches(its)) {
            try {
                X509Certificate certificate = converted(holder);
                // Its time is looked at beside the chain: the builder's own check would want it valid now.
                if (signer.verify(new JcaSimpleSignerInfoVerifierBuilder()
                        .setProvider(provider)
                        .build(certificate.getPublicKey()))) {
                    return certificate;
                }
            } catch (OperatorCreationException | GeneralSecurityException e) {
                throw new CMSException("the signature cannot be checked: " + e.getMessage(), e);
            }
        }
        throw new CMSException("the signature is wrong, or comes without its certificate");
    }

    /// Whether a certificate for mail is signed, in the end, by one that is trusted.
    boolean isTrusted(X509Certificate certificate, CMSSignedData signed, Instant when) {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(EMAIL_PROTECTION) && !purposes.contains(ANY_PURPOSE)) {
                return false;
            }
            X509CertSelector wanted = new X509CertSelector();
            wanted.setCertificate(certificate);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, wanted);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(when));
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(sent(signed))));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private List<X509Certificate> sent(CMSSignedData signed) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (X509CertificateHolder holder : signed.getCertificates().getMatches(null)) {
            if (certificates.size() < CERTIFICATES_MAX) {
                certificates.add(converted(holder));
            }
        }
        return certificates;
    }

    // Of the JDK's own kind, which its path builder wants.
    private static X509Certificate converted(X509CertificateHolder holder) throws GeneralSecurityException {
        return new JcaX509CertificateConverter().getCertificate(holder);
    }
}
