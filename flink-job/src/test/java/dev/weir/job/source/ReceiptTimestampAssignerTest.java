// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptTimestampAssignerTest {
    private static final long NOW = 1_773_144_000_000L;
    private static final long SKEW = 300_000;

    private final ReceiptTimestampAssigner clock = new ReceiptTimestampAssigner(() -> NOW);

    @Test
    void timestampIsTheTimeOfReceipt() {
        assertThat(timestampOf(NOW - 1)).isEqualTo(NOW - 1);
        assertThat(timestampOf(NOW + SKEW)).isEqualTo(NOW + SKEW);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, NOW + SKEW + 1, NOW * 1000, Long.MAX_VALUE})
    void implausibleTimestampDoesNotAdvanceTheWatermark(long receivedAt) {
        assertThat(timestampOf(receivedAt)).isEqualTo(Long.MIN_VALUE);
    }

    private long timestampOf(long receivedAt) {
        return clock.extractTimestamp(new LogRecord(0, 0, receivedAt, null, null), receivedAt);
    }
}
