// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.tls;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of the gateway's certificate and key.
 *
 * @param certificate PEM: the gateway's own certificate first, then the intermediate certificates of its authority
 * @param key PEM, PKCS#8
 */
public record TlsConfiguration(Path certificate, Path key) {
    /** Returns empty if TLS is not configured; refuses files that cannot be used. */
    public static Optional<TlsConfiguration> from(Settings settings) {
        if (!settings.isSet(Variable.TLS_CERTIFICATE) && !settings.isSet(Variable.TLS_KEY)) {
            return Optional.empty();
        }
        if (!settings.isSet(Variable.TLS_CERTIFICATE) || !settings.isSet(Variable.TLS_KEY)) {
            settings.refuse(Variable.TLS_CERTIFICATE, "and WEIR_TLS_KEY belong together: set both or neither");
            return Optional.empty();
        }
        try {
            TlsConfiguration files = new TlsConfiguration(
                    Path.of(settings.text(Variable.TLS_CERTIFICATE)), Path.of(settings.text(Variable.TLS_KEY)));
            Identity.read(files);
            return Optional.of(files);
        } catch (InvalidPathException notAPath) {
            settings.refuse(Variable.TLS_CERTIFICATE, "and WEIR_TLS_KEY must be paths of files");
        } catch (IdentityException unusable) {
            settings.refuse(Variable.TLS_CERTIFICATE, "and WEIR_TLS_KEY cannot be used: " + unusable.getMessage());
        }
        return Optional.empty();
    }
}
