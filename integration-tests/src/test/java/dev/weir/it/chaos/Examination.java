package dev.weir.it.chaos;

import dev.weir.it.Client;
import dev.weir.it.Oracle;
import dev.weir.it.Sql;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Reads all of Weir's numbers once the traffic is over, until they are exact or their time is up. */
final class Examination {
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(60);

    /** Beyond the time that is allowed: to tell late from lost. */
    private static final Duration LOOK_FOR = Duration.ofSeconds(100);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int TABLES = 6;

    private final Client gateway;
    private final Sql clickHouse;
    private final Checker checker;

    Examination(Client gateway, Sql clickHouse, Checker checker) {
        this.gateway = gateway;
        this.clickHouse = clickHouse;
        this.checker = checker;
    }

    /**
     * @param violations each in a sentence
     * @param took until everything was visible and exact, or until there was no more waiting for it
     */
    record Result(List<String> violations, Duration took) {}

    /** @param over when the last fault was healed and the last event acknowledged */
    Result examine(Instant over) throws InterruptedException {
        Result latest = look(over);
        while (!latest.violations().isEmpty() && latest.took().compareTo(LOOK_FOR) < 0) {
            Pause.of(LOOK_EVERY);
            latest = look(over);
        }
        if (latest.violations().isEmpty() && latest.took().compareTo(VISIBLE_WITHIN) > 0) {
            return new Result(
                    List.of("everything was visible only %d s after the last fault, not within %d s"
                            .formatted(latest.took().toSeconds(), VISIBLE_WITHIN.toSeconds())),
                    latest.took());
        }
        return latest;
    }

    private Result look(Instant over) {
        List<String> violations = new ArrayList<>();
        try {
            if (!isFresh(over)) {
                violations.add("not every table says that it has everything from before the end of the traffic");
            }
            Oracle days = checker.oracleOfAll();
            violations.addAll(checker.violations(
                    Seen.read(gateway, clickHouse, days.firstDay().minusDays(2), days.lastDay())));
            violations.addAll(new Reconciliation(gateway).violations());
        } catch (IOException | AssertionError unreadable) {
            violations.add("the numbers cannot be read: " + unreadable.getMessage());
        }
        return new Result(violations, Duration.between(over, Instant.now()));
    }

    private boolean isFresh(Instant over) throws IOException {
        return clickHouse
                .run("SELECT count() >= %d AND min(as_of) >= fromUnixTimestamp64Milli(%d) FROM weir.freshness"
                        .formatted(TABLES, over.toEpochMilli()))
                .equals("1");
    }

    static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }
}
