// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import dev.weir.resilience.examination.Seen.Identity;
import dev.weir.testbed.Oracle;
import dev.weir.testbed.Sent;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what can be read from Weir with what the producers know. Each acknowledged event counts once. An abandoned
 * event counts at most once, and all tables agree on whether it does.
 */
public final class Checker {
    private final SentTraffic account;
    private final Preload preload;
    private final LocalDate today;

    public Checker(SentTraffic account, LocalDate today) {
        this(account, Preload.NONE, today);
    }

    public Checker(SentTraffic account, Preload preload, LocalDate today) {
        this.account = account;
        this.preload = preload;
        this.today = today;
    }

    /** An oracle of every event that may be counted, which gives the range of days. */
    Oracle oracleOfAll() {
        Set<Sent> all = new HashSet<>(account.acknowledged());
        all.addAll(account.abandoned());
        return new Oracle(all, preload.times(), today);
    }

    /** Each violation as a sentence. Empty if every number is exact. */
    List<String> violations(Seen seen) {
        List<String> violations = new ArrayList<>();
        Map<Identity, Sent> acknowledged = byIdentity(account.acknowledged());
        Map<Identity, Sent> abandoned = byIdentity(account.abandoned());
        Set<Sent> counted = new HashSet<>(account.acknowledged());

        List<String> missing = new ArrayList<>();
        List<String> repeated = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        acknowledged.forEach((identity, event) -> {
            if (!seen.rawEvents().containsKey(identity)) {
                missing.add(identity.eventId());
            }
        });
        seen.rawEvents().forEach((identity, times) -> {
            Sent given = abandoned.get(identity);
            if (given != null) {
                counted.add(given);
            } else if (!acknowledged.containsKey(identity)) {
                unknown.add(identity.eventId());
            }
            if (times > 1) {
                repeated.add(identity.eventId() + " " + times + " times");
            }
        });
        violations.addAll(Violations.of("acknowledged events are missing in weir.events", sorted(missing)));
        violations.addAll(Violations.of("events occur more than once in weir.events", sorted(repeated)));
        violations.addAll(Violations.of("events in weir.events were never sent", sorted(unknown)));

        if (!seen.preloaded().equals(preload.eventsByUser())) {
            violations.add("the preloaded events are not in weir.events once each");
        }

        Map<String, Map<String, String>> expected =
                new Oracle(counted, preload.times(), today).numbers().byMetric();
        seen.numbers()
                .byMetric()
                .forEach((metric, rows) -> compare(violations, metric, expected.getOrDefault(metric, Map.of()), rows));
        return violations;
    }

    private static void compare(
            List<String> violations, String metric, Map<String, String> expected, Map<String, String> seen) {
        Set<String> keys = new TreeSet<>(seen.keySet());
        keys.addAll(expected.keySet());
        List<String> differences = new ArrayList<>();
        for (String key : keys) {
            if (!Objects.equals(expected.get(key), seen.get(key))) {
                differences.add(String.format(
                        Locale.ROOT,
                        "%s is %s instead of %s",
                        key,
                        seen.getOrDefault(key, "absent"),
                        expected.getOrDefault(key, "absent")));
            }
        }
        violations.addAll(Violations.of("rows of the metric " + metric + " are wrong", differences));
    }

    private static List<String> sorted(List<String> cases) {
        return cases.stream().sorted().toList();
    }

    private static Map<Identity, Sent> byIdentity(Set<Sent> events) {
        Map<Identity, Sent> byIdentity = new HashMap<>();
        events.forEach(event -> byIdentity.put(new Identity(event.userId(), event.eventId()), event));
        return byIdentity;
    }
}
