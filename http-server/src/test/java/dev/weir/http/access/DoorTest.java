// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.configuration.Program;
import dev.weir.configuration.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DoorTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @Test
    void tokensAloneDoNotProtectIngest() {
        List<Door> doors = doors(Map.of("WEIR_JWT_SECRET", SECRET), false);

        assertThat(doors)
                .extracting(Door::toString)
                .contains(
                        "POST /events is open to everyone who can connect",
                        "GET /metrics is open to everyone with a token that has the scope metrics:read or admin",
                        "GET /reconcile is open to everyone with a token that has the scope admin",
                        "The management port is open to every program on this machine");
        assertThat(doors).filteredOn(Door::isOpenToAll).hasSize(1);
    }

    @Test
    void allowlistAloneDoesNotProtectMetrics() {
        assertThat(doors(Map.of("WEIR_INGEST_ALLOWLIST", "10.0.0.0/8"), false))
                .filteredOn(Door::isOpenToAll)
                .extracting(Door::toString)
                .containsExactly(
                        "GET /metrics is open to everyone who can connect",
                        "GET /reconcile is open to everyone who can connect");
    }

    @Test
    void onLoopbackNothingIsOpenToAll() {
        assertThat(doors(Map.of(), true)).noneMatch(Door::isOpenToAll);
    }

    private static List<Door> doors(Map<String, String> environment, boolean httpIsLoopback) {
        return Door.of(Settings.read(Program.GATEWAY, environment, AccessConfiguration::from), httpIsLoopback, true);
    }
}
