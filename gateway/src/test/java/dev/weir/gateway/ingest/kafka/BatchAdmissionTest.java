// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchAdmissionTest {
    private static final long LIMIT = 64 << 20;
    private static final long LARGE = 5 << 20;
    private static final long SMALL = 100 << 10;

    private final BatchAdmission admission = new BatchAdmission(LIMIT);

    @Test
    void largeBatchesLeaveRoomForSmallOnes() {
        assertThat(admission.tryEnter(LARGE)).isTrue();
        assertThat(admission.tryEnter(LARGE)).isFalse();

        for (long room = LIMIT - LARGE; room >= SMALL; room -= SMALL) {
            assertThat(admission.tryEnter(SMALL)).isTrue();
        }
        assertThat(admission.tryEnter(SMALL)).isFalse();
    }

    @Test
    void completedBatchesMakeRoom() {
        for (int i = 0; i < 100; i++) {
            assertThat(admission.tryEnter(LARGE)).isTrue();
            admission.leave(LARGE);
        }
        assertThat(admission.all().usedBytes()).isZero();
        assertThat(admission.large().usedBytes()).isZero();
    }

    @Test
    void refusedBatchesTakeNoRoom() {
        assertThat(admission.tryEnter(LIMIT - SMALL)).isFalse();
        assertThat(admission.large().usedBytes()).isZero();

        BatchAdmission tight = new BatchAdmission(LARGE - 1);
        assertThat(tight.tryEnter(LARGE)).isFalse();
        assertThat(tight.all().usedBytes()).isZero();
        assertThat(tight.large().usedBytes()).isZero();
    }
}
