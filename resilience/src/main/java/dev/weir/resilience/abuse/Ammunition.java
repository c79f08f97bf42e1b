// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.time.Instant;
import java.util.List;

/** Requests that take time to build, built before the clock starts. */
record Ammunition(List<Request> bombs, LargeBodies largeBodies) {
    /** @param now the newest timestamp of an event */
    static Ammunition make(Instant now) {
        return new Ammunition(Bombs.requests(), new LargeBodies(now));
    }
}
