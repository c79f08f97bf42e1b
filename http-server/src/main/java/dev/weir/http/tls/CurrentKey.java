// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents the certificate that is current when a handshake begins.
 *
 * <p>The alias names one certificate. If it is replaced during a handshake, that handshake fails, instead of using a
 * certificate with the key of another.
 */
final class CurrentKey extends X509ExtendedKeyManager {
    private final Supplier<Identity> current;

    CurrentKey(Supplier<Identity> current) {
        this.current = current;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        Identity identity = current.get();
        return identity.key().getAlgorithm().equals(keyType) ? aliasOf(identity) : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Identity identity = current.get();
        return aliasOf(identity).equals(alias) ? identity.chain().toArray(X509Certificate[]::new) : null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Identity identity = current.get();
        return aliasOf(identity).equals(alias) ? identity.key() : null;
    }

    /** Null: a server has no certificate for other servers. */
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    private static String aliasOf(Identity identity) {
        return identity.chain().get(0).getSerialNumber().toString(Character.MAX_RADIX) + "."
                + Integer.toHexString(identity.pem().hashCode());
    }
}
