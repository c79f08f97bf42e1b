// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JwksCacheTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private @Nullable JWKSet published = keys("old");
    private int loads;
    private final JwksCache cache = new JwksCache(this::publish, nanos::get);

    @Test
    void hasNoKeysBeforeTheyAreLoaded() {
        assertThat(cache.hasKeys()).isFalse();
        assertThat(cache.hasKeyFor(header("old"))).isFalse();

        cache.loadWhenDue();

        assertThat(cache.hasKeyFor(header("old"))).isTrue();
        assertThat(cache.hasKeyFor(header("other"))).isFalse();
    }

    @Test
    void reloadsWhenTheKeysAreStale() {
        cache.loadWhenDue();
        published = keys("new");
        cache.loadWhenDue();
        assertThat(loads).isEqualTo(1);

        pass(JwksCache.LOADS_EVERY.plusSeconds(1));
        cache.loadWhenDue();

        assertThat(cache.hasKeyFor(header("new"))).isTrue();
        assertThat(cache.hasKeyFor(header("old"))).isFalse();
    }

    @Test
    void reloadsForAnUnknownKeyAtALimitedRate() {
        cache.loadWhenDue();
        published = keys("new");

        cache.loadFor(header("old"));
        assertThat(loads).isEqualTo(1);
        cache.loadFor(header("new"));
        assertThat(cache.hasKeyFor(header("new"))).isTrue();
        cache.loadFor(header("invented"));
        cache.loadFor(header("old"));
        assertThat(loads).isEqualTo(2);

        pass(JwksCache.LEAST_PAUSE.plusSeconds(1));
        cache.loadFor(header("invented"));
        assertThat(loads).isEqualTo(3);
    }

    @Test
    void keepsItsKeysUntilTheyAreTooOld() {
        cache.loadWhenDue();
        published = null;
        pass(JwksCache.FRESH_FOR);
        cache.loadWhenDue();
        assertThat(cache.hasKeyFor(header("old"))).isTrue();

        pass(Duration.ofSeconds(1));
        assertThat(cache.hasKeyFor(header("old"))).isFalse();
        assertThat(cache.hasKeys()).isFalse();

        published = keys("new");
        cache.loadWhenDue();
        assertThat(cache.hasKeyFor(header("new"))).isTrue();
    }

    @Test
    void keepsItsKeysWhenAnEmptySetIsPublished() {
        cache.loadWhenDue();
        published = new JWKSet();
        pass(JwksCache.LOADS_EVERY.plusSeconds(1));

        cache.loadWhenDue();

        assertThat(loads).isEqualTo(2);
        assertThat(cache.hasKeyFor(header("old"))).isTrue();
    }

    @Test
    void ignoresSecretsInAPublishedSet() throws JOSEException {
        OctetSequenceKey secret =
                new OctetSequenceKeyGenerator(256).keyID("secret").generate();
        published = new JWKSet(List.of(secret, keys("old").getKeys().get(0)));

        cache.loadWhenDue();

        assertThat(cache.keys().getKeys()).extracting(key -> key.getKeyID()).containsExactly("old");
        assertThat(cache.keys().getKeys()).noneMatch(key -> key.isPrivate());
    }

    private JWKSet publish() throws IOException {
        loads++;
        if (published == null) {
            throw new IOException("The issuer is away.");
        }
        return published;
    }

    private void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private static JWSHeader header(String keyId) {
        return new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build();
    }

    private static JWKSet keys(String id) {
        try {
            return new JWKSet(new ECKeyGenerator(Curve.P_256).keyID(id).generate());
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
