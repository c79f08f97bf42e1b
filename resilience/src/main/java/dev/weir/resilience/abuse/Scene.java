// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.local.Stack;
import dev.weir.local.StackException;
import dev.weir.testbed.Console;
import dev.weir.testbed.Pause;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Predicate;

/** The shared parts of a run: the stack, the good client, the probe of the gateway and the console. */
record Scene(Stack stack, GoodClientProcess goodClient, GatewayProbe gateway, Console console) {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** Waits for a matching attempt of the good client. Without one in time, the run is aborted. */
    void await(Duration atMost, String what, Predicate<Attempt> wanted) throws InterruptedException {
        if (!comes(atMost, wanted)) {
            throw new StackException(String.format(
                    Locale.ROOT,
                    "The good client waited for %s without success, for %s.",
                    what,
                    Times.written(atMost)));
        }
    }

    /** Waits for a matching attempt of the good client. Returns false if there is none in time. */
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

    /** Waits until the gateway holds at most this many descriptors, or until the timeout. Returns a sample. */
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
