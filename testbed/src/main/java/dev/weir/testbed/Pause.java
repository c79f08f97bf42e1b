// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets time pass, for programs that depend on time itself. */
public final class Pause {
    private Pause() {}

    public static void of(Duration time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(Math.max(0, time.toMillis()));
    }
}
