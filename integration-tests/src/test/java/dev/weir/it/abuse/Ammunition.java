package dev.weir.it.abuse;

import java.time.Instant;
import java.util.List;

/** What takes time to make, made before the clock runs. */
record Ammunition(List<Request> bombs, LargeBodies largeBodies) {
    /** @param now the newest time of an event */
    static Ammunition make(Instant now) {
        return new Ammunition(Bombs.requests(), new LargeBodies(now));
    }
}
