// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import dev.weir.testbed.Oracle;
import dev.weir.testbed.Pause;
import dev.weir.testbed.Sql;
import dev.weir.testbed.TableReads;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads all of Weir's numbers after the traffic, until they are exact or the time is up. */
public final class Examination {
    /** How long everything may take to become visible after the last fault. */
    public static final Duration VISIBLE_WITHIN = Duration.ofSeconds(60);

    /** Longer than the allowed time, to tell late from never. */
    private static final Duration LOOK_FOR = Duration.ofMinutes(2);

    /** Tables that claim to be fresh but are wrong for this long stay wrong. */
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(10);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private final WeirClient gateway;
    private final Sql clickHouse;
    private final Checker checker;
    private final Reconciliation ledger;

    public Examination(WeirClient gateway, Sql clickHouse, Checker checker) {
        this.gateway = gateway;
        this.clickHouse = clickHouse;
        this.checker = checker;
        this.ledger = new Reconciliation(gateway);
    }

    /**
     * @param violations one sentence each
     * @param took the time until everything was visible and exact, or until the wait ended
     */
    public record Result(List<String> violations, Duration took) {
        /** The violations. If there are none but everything was visible too late, that is the only one. */
        public List<String> violationsAndDelay() {
            return !violations.isEmpty() || took.compareTo(VISIBLE_WITHIN) <= 0
                    ? violations
                    : List.of(String.format(
                            Locale.ROOT,
                            "everything was visible only %d s after the last fault, not within %d s",
                            took.toSeconds(),
                            VISIBLE_WITHIN.toSeconds()));
        }
    }

    /** @param over when the last fault was healed and the last event acknowledged */
    public Result examine(Instant over) throws InterruptedException {
        boolean hasArrived = awaitArrival(over);
        Instant settled = Instant.now().plus(SETTLED_AFTER);
        Result latest = look(over);
        while (!latest.violations().isEmpty() && hasArrived && Instant.now().isBefore(settled)) {
            Pause.of(LOOK_EVERY);
            latest = look(over);
        }
        return latest;
    }

    /**
     * Waits for events in flight to reach the tables and the ledger. They are not violations yet, however slow the
     * machine.
     */
    private boolean awaitArrival(Instant over) throws InterruptedException {
        while (!isFresh(over) || !ledger.areComplete()) {
            if (Instant.now().isAfter(over.plus(LOOK_FOR))) {
                return false;
            }
            Pause.of(LOOK_EVERY);
        }
        return true;
    }

    private Result look(Instant over) {
        // Measured before reading, which takes a while: the numbers were visible by now.
        Duration took = Duration.between(over, Instant.now());
        List<String> violations = new ArrayList<>();
        if (!isFresh(over)) {
            violations.add("the freshness of a table is before the end of the traffic");
        }
        try {
            Oracle days = checker.oracleOfAll();
            violations.addAll(checker.violations(
                    Seen.read(gateway, clickHouse, days.firstDay().minusDays(2), days.lastDay())));
            violations.addAll(ledger.violations());
        } catch (IOException | AssertionError unreadable) {
            violations.add("the numbers cannot be read: " + unreadable.getMessage());
        }
        return new Result(violations, took);
    }

    /** Whether every table claims to include everything from before the end of the traffic. */
    private boolean isFresh(Instant over) {
        try {
            return new TableReads(clickHouse).areFresh(over);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
