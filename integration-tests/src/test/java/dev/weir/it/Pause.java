package dev.weir.it;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets time pass, for a program whose very subject is time. */
public final class Pause {
    private Pause() {}

    public static void of(Duration time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(Math.max(0, time.toMillis()));
    }
}
