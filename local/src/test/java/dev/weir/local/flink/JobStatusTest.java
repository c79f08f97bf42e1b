// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class JobStatusTest {
    @Test
    void isRunningIfTheJobAndAllTasksAre() {
        assertThat(JobStatus.isRunning(overview("RUNNING", 17, 17))).isTrue();
        assertThat(JobStatus.isRunning(overview("RUNNING", 16, 17))).isFalse();
        assertThat(JobStatus.isRunning(overview("RESTARTING", 17, 17))).isFalse();
        assertThat(JobStatus.isRunning(overview("RUNNING", 0, 0))).isFalse();
        assertThat(JobStatus.isRunning("{\"jobs\":[]}")).isFalse();
        assertThat(JobStatus.isRunning("Service Unavailable")).isFalse();
    }

    private static String overview(String state, int running, int total) {
        return String.format(
                Locale.ROOT,
                "{\"jobs\":[{\"state\":\"%s\",\"tasks\":{\"running\":%d,\"canceled\":0,\"total\":%d}}]}",
                state,
                running,
                total);
    }
}
