// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.configuration.Pem;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts only a server that presents the certificate in the file of this stack's gateway. The name in the certificate
 * does not matter.
 *
 * <p>The file is read at each handshake, because certificates are renewed.
 */
final class OwnCertificate extends X509ExtendedTrustManager {
    private final Path file;

    private OwnCertificate(Path file) {
        this.file = file;
    }

    /** The TLS context for a client. */
    static SSLContext of(Path file) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new OwnCertificate(file)}, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("This JDK has no TLS.", impossible);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        try {
            if (!Pem.certificates(Files.readString(file)).get(0).equals(chain[0])) {
                throw new CertificateException("The gateway shows another certificate than " + file + ".");
            }
        } catch (IOException unreadable) {
            throw new CertificateException("Cannot read " + file + ".", unreadable);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("Nobody shows this client's side a certificate.");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
