// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testsupport.TestAuthority;
import dev.weir.testsupport.TestAuthority.Issued;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCertificateTest {
    private final TestAuthority authority = new TestAuthority("authority");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Path folder;
    private final ServerCertificate certificate;

    ServerCertificateTest(@TempDir Path folder) {
        this.folder = folder;
        authority.issue("localhost").writeTo(folder);
        certificate = new ServerCertificate(
                new TlsConfiguration(Issued.certificateIn(folder), Issued.keyIn(folder)), registry, Duration.ofDays(1));
    }

    @AfterEach
    void close() {
        certificate.close();
    }

    @Test
    void keepsTheCertificateWhileItsFilesAreUnchanged() {
        SSLContext before = certificate.get();

        certificate.readAgain();

        assertThat(certificate.get()).isSameAs(before);
    }

    @Test
    void reloadsChangedFilesAndReportsTheExpiry() {
        SSLContext before = certificate.get();

        authority
                .issue("EC", Instant.now().minus(Duration.ofMinutes(5)), "localhost")
                .writeTo(folder);
        certificate.readAgain();

        assertThat(certificate.get()).isNotSameAs(before);
        assertThat(registry.get("weir.tls.certificate.expiry").gauge().value()).isBetween(-400.0, -300.0);
    }

    @Test
    void keepsTheCertificateUntilBothFilesAreReplaced() throws IOException {
        SSLContext before = certificate.get();
        Issued next = authority.issue("localhost");

        Files.writeString(Issued.certificateIn(folder), next.certificate());
        certificate.readAgain();
        assertThat(certificate.get()).isSameAs(before);

        Files.writeString(Issued.keyIn(folder), next.key());
        certificate.readAgain();
        assertThat(certificate.get()).isNotSameAs(before);
    }

    @Test
    void keepsTheCertificateIfAFileIsBrokenOrMissing() throws IOException {
        SSLContext before = certificate.get();

        Files.writeString(Issued.certificateIn(folder), "not a certificate");
        certificate.readAgain();
        assertThat(certificate.get()).isSameAs(before);

        Files.delete(Issued.certificateIn(folder));
        certificate.readAgain();
        assertThat(certificate.get()).isSameAs(before);
    }
}
