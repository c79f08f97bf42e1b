// SPDX-License-Identifier: Apache-2.0
package dev.weir.configuration;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Parses certificates and keys in PEM, the textual encoding of RFC 7468. JDK 17 parses no PEM keys, and a library for
 * them would be larger than the rest of this module.
 *
 * <p>Invalid input is rejected with an {@link IllegalArgumentException}. Its message continues the phrase "a file
 * that", and never contains anything from the file.
 */
public final class Pem {
    private static final Pattern PRIVATE_KEY = Pattern.compile(
            "-----BEGIN (?<form>[A-Z ]*)PRIVATE KEY-----(?<base64>[^-]*)-----END [A-Z ]*PRIVATE KEY-----");

    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private Pem() {}

    /** The certificates in a text, in their order. There is at least one. */
    public static List<X509Certificate> certificates(String text) {
        try {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException("contains no certificate in PEM");
            }
            return found;
        } catch (CertificateException notOne) {
            throw new IllegalArgumentException("does not contain certificates in PEM", notOne);
        }
    }

    /** Checks that the text contains certificates, and returns it. For libraries that parse PEM themselves. */
    public static String requireCertificates(String text) {
        certificates(text);
        return text;
    }

    /** The private key in a text. It must be in PKCS#8 and not encrypted. */
    public static PrivateKey privateKey(String text) {
        Matcher found = PRIVATE_KEY.matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("contains no private key in PEM");
        }
        if (!found.group("form").isEmpty()) {
            throw new IllegalArgumentException("contains a key of the form '"
                    + found.group("form").strip()
                    + "' instead of PKCS#8; convert it with 'openssl pkcs8 -topk8 -nocrypt -in <file>'");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(found.group("base64"));
        } catch (IllegalArgumentException broken) {
            throw new IllegalArgumentException("contains a private key that is not in base64", broken);
        }
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (GeneralSecurityException another) {
                // The next algorithm may fit.
            }
        }
        throw new IllegalArgumentException(
                "contains a private key of an unsupported type; RSA, EC and EdDSA are" + " supported");
    }

    /** Checks that the text contains a private key, and returns it. */
    public static String requirePrivateKey(String text) {
        privateKey(text);
        return text;
    }

    /** The TLS context for a client that trusts only these authorities. */
    public static SSLContext trusting(String authorities) {
        try {
            KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            anchors.load(null, null);
            for (X509Certificate authority : certificates(authorities)) {
                anchors.setCertificateEntry("authority-" + anchors.size(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("Every Java has TLS and can keep certificates in memory.", impossible);
        }
    }
}
