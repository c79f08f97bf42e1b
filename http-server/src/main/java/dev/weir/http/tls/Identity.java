// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.tls;

import dev.weir.configuration.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate with its private key, as read at one moment.
 *
 * @param pem the content of both files, which identifies this certificate and key
 */
record Identity(String pem, List<X509Certificate> chain, PrivateKey key) {
    /** Reads both files and checks that they belong together. */
    static Identity read(TlsConfiguration files) throws IdentityException {
        String certificate = content(files.certificate());
        String key = content(files.key());
        Identity identity = new Identity(
                certificate + key,
                parsed(files.certificate(), certificate, Pem::certificates),
                parsed(files.key(), key, Pem::privateKey));
        if (!identity.isPair()) {
            throw new IdentityException(
                    "the key in " + files.key() + " is not that of the first certificate in " + files.certificate()
                            + ".",
                    null);
        }
        return identity;
    }

    Instant expiry() {
        return chain.get(0).getNotAfter().toInstant();
    }

    /** Creates a server's TLS context with this certificate. It has no sessions of an earlier certificate. */
    SSLContext sslContext() {
        try {
            char[] noPassword = new char[0];
            KeyStore identities = KeyStore.getInstance(KeyStore.getDefaultType());
            identities.load(null, null);
            identities.setKeyEntry("gateway", key, noPassword, chain.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(identities, noPassword);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("A key that had been read was refused.", impossible);
        }
    }

    /** Checks that the certificate verifies what the key signs. */
    private boolean isPair() {
        PublicKey shown = chain.get(0).getPublicKey();
        if (!shown.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] message = "weir".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException anotherKey) {
            return false;
        }
    }

    /** Does not contain the key. */
    @Override
    public String toString() {
        return chain.get(0).getSubjectX500Principal() + ", until " + expiry();
    }

    private static String content(Path file) throws IdentityException {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new IdentityException(
                    file + " cannot be read (" + unreadable.getClass().getSimpleName() + ").", unreadable);
        }
    }

    private static <T> T parsed(Path file, String content, Function<String, T> parser) throws IdentityException {
        try {
            return parser.apply(content);
        } catch (IllegalArgumentException bad) {
            throw new IdentityException(file + " " + bad.getMessage() + ".", bad);
        }
    }
}
