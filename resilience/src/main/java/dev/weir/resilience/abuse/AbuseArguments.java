// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.testbed.OptionLength;
import dev.weir.testbed.OptionNames;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options of {@code abuse}. */
final class AbuseArguments {
    private static final Duration QUICK_LENGTH = Duration.ofSeconds(2);

    /** A little longer than the gateway's timeouts for Kafka and ClickHouse. */
    private static final Duration SHORTEST_OUTAGE = Duration.ofSeconds(6);

    @Option(
            names = "--seconds",
            paramLabel = "N",
            converter = Seconds.class,
            description = "how long each kind of abuse lasts; 20 by default")
    private Optional<Duration> length = Optional.empty();

    @Option(
            names = "--p99",
            paramLabel = "TIME",
            converter = OptionLength.class,
            description = "maximum 99th percentile of the good client; 250ms by default")
    Duration p99 = Duration.ofMillis(250);

    @Option(names = "--outages", description = "outages instead of abuse")
    private boolean isOutages;

    @Option(
            names = "--outage",
            paramLabel = "TIME",
            converter = OutageLength.class,
            description = "how long an outage lasts, at least 6s; 60s by default")
    private Optional<Duration> outageLength = Optional.empty();

    @Option(
            names = "--only",
            paramLabel = "A,B",
            split = OptionNames.COMMA,
            hideParamSyntax = true,
            converter = Names.class,
            completionCandidates = Names.class,
            description = "only these, in this order: any of ${COMPLETION-CANDIDATES}")
    private List<Enum<?>> only = List.of();

    @Option(names = "--quick", description = "everything for a few seconds each, without a verdict on times")
    private boolean isQuick;

    List<Attack> attacks() {
        return wanted(Attack.values(), !isOutages);
    }

    List<Outage> outages() {
        return wanted(Outage.values(), isQuick || isOutages);
    }

    /** The length of each kind of abuse. */
    Duration length() {
        return length.orElse(isQuick ? QUICK_LENGTH : Duration.ofSeconds(20));
    }

    Duration outageLength() {
        return outageLength.orElse(isQuick ? SHORTEST_OUTAGE : Duration.ofSeconds(60));
    }

    /** Whether latencies are checked, too. */
    boolean isTimed() {
        return !isQuick;
    }

    private <E extends Enum<E>> List<E> wanted(E[] all, boolean unlessNamed) {
        return Stream.of(all)
                .filter(one -> only.isEmpty() ? unlessNamed : only.contains(one))
                .toList();
    }

    private static final class Seconds extends OptionLength {
        Seconds() {
            super(ChronoUnit.SECONDS);
        }
    }

    private static final class OutageLength extends OptionLength {
        OutageLength() {
            super(SHORTEST_OUTAGE);
        }
    }

    private static final class Names extends OptionNames<Enum<?>> {
        Names() {
            super(Stream.concat(Stream.of(Attack.values()), Stream.of(Outage.values())));
        }
    }
}
