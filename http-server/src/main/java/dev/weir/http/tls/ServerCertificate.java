// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.tls;

import dev.weir.http.StartException;
import dev.weir.http.background.Periodic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server certificate for new connections, reloaded whenever its files change. Open connections keep the certificate
 * that they began with.
 *
 * <p>The content of the files is compared every few seconds. File system notifications do not work behind symbolic
 * links, and Kubernetes replaces a mounted secret by changing a symbolic link. A pair that cannot be used, such as a
 * half-written one, is ignored and logged once.
 */
public final class ServerCertificate implements Supplier<SSLContext>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServerCertificate.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final TlsConfiguration files;
    private final Periodic watch;
    private volatile Identity identity;
    private volatile SSLContext context;
    private @Nullable String lastProblem;

    /** @throws StartException if the files cannot be used */
    public ServerCertificate(TlsConfiguration files, MeterRegistry registry) {
        this(files, registry, PERIOD);
    }

    ServerCertificate(TlsConfiguration files, MeterRegistry registry, Duration period) {
        this.files = files;
        try {
            identity = Identity.read(files);
        } catch (IdentityException unusable) {
            throw new StartException("TLS cannot be used: " + unusable.getMessage(), unusable);
        }
        context = identity.sslContext();
        Gauge.builder("weir.tls.certificate.expiry", this, ServerCertificate::secondsToExpiry)
                .description("Time until the gateway's certificate expires; negative after that")
                .baseUnit("seconds")
                .register(registry);
        watch = Periodic.start("certificate-watch", period, period, this::readAgain);
    }

    /** The TLS context for the next connection. */
    @Override
    public SSLContext get() {
        return context;
    }

    /** For servers that cannot take a TLS context. It presents the current certificate to each new connection. */
    public X509ExtendedKeyManager keyManager() {
        return new CurrentKey(() -> identity);
    }

    @Override
    public void close() {
        watch.close();
    }

    /** Reads the files once. */
    void readAgain() {
        try {
            Identity found = Identity.read(files);
            lastProblem = null;
            if (!found.pem().equals(identity.pem())) {
                context = found.sslContext();
                identity = found;
                log.atInfo().addKeyValue("certificate", found).log("The certificate was reloaded for new connections");
            }
        } catch (IdentityException unusable) {
            if (!String.valueOf(unusable.getMessage()).equals(lastProblem)) {
                lastProblem = unusable.getMessage();
                log.atError()
                        .addKeyValue("problem", lastProblem)
                        .addKeyValue("certificate", identity)
                        .log("The new certificate cannot be used; the previous one stays in use");
            }
        } catch (RuntimeException | Error unforeseen) {
            log.atError()
                    .setCause(unforeseen)
                    .log("The certificate could not be reloaded; the previous one stays" + " in use");
        }
    }

    private double secondsToExpiry() {
        return Duration.between(Clock.systemUTC().instant(), identity.expiry()).toSeconds();
    }
}
