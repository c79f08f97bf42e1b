package dev.weir.it.abuse;

import dev.weir.it.Console;
import dev.weir.it.Pause;
import dev.weir.local.Stack;
import dev.weir.local.StackException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Predicate;

/** What every part of a run needs: the running stack, the good client, eyes on the gateway, and where to say what happens. */
record Scene(Stack stack, GoodClientProcess goodClient, GatewayProbe gateway, Console console) {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** Waits for an answer to the good client; without one in time the run cannot go on. */
    void await(Duration atMost, String what, Predicate<Attempt> wanted) throws InterruptedException {
        if (!comes(atMost, wanted)) {
            throw new StackException(String.format(
                    Locale.ROOT, "The good client waited in vain for %s, for %s.", what, Times.written(atMost)));
        }
    }

    /** Waits for an answer to the good client; false where it does not come in time. */
    boolean comes(Duration atMost, Predicate<Attempt> wanted) throws InterruptedException {
        Instant deadline = Instant.now().plus(atMost);
        while (goodClient.attempts().stream().noneMatch(wanted)) {
            if (Instant.now().isAfter(deadline)) {
                return false;
            }
            Pause.of(LOOK_EVERY);
        }
        return true;
    }

    /** Waits until the gateway holds no more descriptors than these, or its time is up; returns what it uses then. */
    Sample settled(int descriptors, Duration patience) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        while (true) {
            boolean isLate = Instant.now().isAfter(deadline);
            if (isLate || gateway.descriptors() <= descriptors) {
                Sample sample = gateway.sample();
                if (isLate || sample.descriptors() <= descriptors) {
                    return sample;
                }
            }
            Pause.of(LOOK_EVERY);
        }
    }
}
