// SPDX-License-Identifier: Apache-2.0
package dev.weir.testsupport;

import dev.weir.configuration.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for one test. */
public final class TestAuthority {
    private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+");

    private final X500Name name;
    private final KeyPair keys = keys("EC");
    private final String certificate;

    public TestAuthority(String name) {
        this.name = new X500Name("CN=" + name);
        this.certificate = sign(this.name, keys, Instant.now().plus(Duration.ofDays(2)), true);
    }

    /** A certificate with its chain, and its key. */
    public record Issued(String certificate, String key) {
        /** Writes both to a folder and replaces existing files. */
        public void writeTo(Path folder) {
            try {
                Files.writeString(certificateIn(folder), certificate);
                Files.writeString(keyIn(folder), key);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        public static Path certificateIn(Path folder) {
            return folder.resolve("tls.crt");
        }

        public static Path keyIn(Path folder) {
            return folder.resolve("tls.key");
        }
    }

    /** The authority's own certificate in PEM, for clients that trust it. */
    public String pem() {
        return certificate;
    }

    /** A TLS context for clients that trust only this authority. */
    public SSLContext trusted() {
        return Pem.trusting(certificate);
    }

    /** @param names host names and addresses; the first is also the subject */
    public Issued issue(String... names) {
        return issue("EC", Instant.now().plus(Duration.ofDays(1)), names);
    }

    /** @param algorithm EC or RSA */
    public Issued issue(String algorithm, Instant expiry, String... names) {
        KeyPair issued = keys(algorithm);
        String chain = sign(new X500Name("CN=" + names[0]), issued, expiry, false, names) + certificate;
        return new Issued(chain, pem("PRIVATE KEY", issued.getPrivate().getEncoded()));
    }

    private String sign(X500Name subject, KeyPair of, Instant expiry, boolean authority, String... names) {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            name,
                            BigInteger.valueOf(SERIAL.incrementAndGet()),
                            Date.from(Instant.now().minus(Duration.ofHours(1))),
                            Date.from(expiry),
                            subject,
                            of.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (names.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
            }
            byte[] encoded = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded();
            return pem("CERTIFICATE", encoded);
        } catch (CertIOException | OperatorCreationException failed) {
            throw new IllegalStateException(failed);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static GeneralNames alternatives(String... names) {
        return new GeneralNames(Stream.of(names)
                .map(alternative -> new GeneralName(
                        ADDRESS.matcher(alternative).matches() ? GeneralName.iPAddress : GeneralName.dNSName,
                        alternative))
                .toArray(GeneralName[]::new));
    }

    private static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String pem(String label, byte[] encoded) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END "
                + label + "-----\n";
    }
}
