// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Option;

/** How long a scenario measures, after a warm-up. */
final class Timing {
    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "warm-up before each measurement; ${DEFAULT-VALUE} by default")
    private int warmUpSeconds;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            description = "duration of each measurement; ${DEFAULT-VALUE} by default")
    private int seconds;

    /** The parameters are the defaults. */
    Timing(int warmUpSeconds, int seconds) {
        this.warmUpSeconds = warmUpSeconds;
        this.seconds = seconds;
    }

    Duration warmUp() {
        return Duration.ofSeconds(warmUpSeconds);
    }

    Duration span() {
        return Duration.ofSeconds(seconds);
    }

    void putInto(Map<String, Object> configuration) {
        configuration.put("warm-up seconds", warmUpSeconds);
        configuration.put("seconds", seconds);
    }
}
