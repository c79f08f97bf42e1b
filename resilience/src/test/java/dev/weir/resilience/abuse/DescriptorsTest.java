// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

    @Test
    void countsAllButTheConnectionsOfTheGoodClient() {
        List<String> open = List.of("/lib/weir.jar", "socket:[11]", "socket:[12]", "socket:[13]", "socket:[14]");

        assertThat(
                        Descriptors.count(
                                open,
                                List.of(
                                        HEAD,
                                        "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1",
                                        "   1: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 12 1",
                                        "   2: 0100007F:1F90 0200007F:9C41 01 00000000:00000000 00:00000000 00000000     0        0 13 1",
                                        HEAD,
                                        "   0: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000200007F:9C42 08 00000000:00000000 00:00000000 00000000     0        0 14 1")))
                .isEqualTo(3);
    }

    @Test
    void countsOpenDescriptorsOfThisProcess() throws Exception {
        assertThat(Descriptors.of(ProcessHandle.current().pid())).isPositive();
    }
}
