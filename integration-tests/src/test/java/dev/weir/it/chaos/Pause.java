package dev.weir.it.chaos;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets time pass, for a program whose very subject is time. */
final class Pause {
    private Pause() {}

    static void of(Duration time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(Math.max(0, time.toMillis()));
    }
}
