package dev.weir.it.abuse;

import dev.weir.configuration.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code abuse} was asked to do.
 *
 * @param length of each kind of abuse
 * @param outageLength of each outage
 * @param p99 what the good client's 99th percentile may be
 * @param isTimed whether the verdict is also about how long things took
 * @param folder empty: the usual one
 */
record Arguments(
        List<Attack> attacks,
        List<Outage> outages,
        Duration length,
        Duration outageLength,
        Duration p99,
        boolean isTimed,
        Optional<Path> folder,
        boolean isHelp) {
    static final String USAGE = """
            Usage: ./abuse [--seconds N] [--p99 250ms]
                   ./abuse --outages [--outage 60s]

            Starts all of Weir on this machine, and a good client that sends 1,000 events a second by a fixed schedule. Beside
            it come clients that abuse the gateway, one kind after the other; or, with --outages, Kafka and ClickHouse are
            taken away for a while, and the gateway is stopped under load. Says how the good client fared and what the gateway
            used, and checks that every acknowledged event was counted once.

              --seconds N    how long each kind of abuse lasts; 20 by default
              --p99 TIME     what the good client's 99th percentile may be; 250ms by default
              --outages      outages in place of abuse
              --outage TIME  how long an outage lasts, at least 6s; 60s by default
              --only A,B     only these, one after the other: any of
                             %s
              --quick        everything, for a few seconds each, without a verdict on how long things took
              --dir FOLDER   where to keep data and logs; integration-tests/target/abuse by default
              --help         this text

            Exit status: 0 everything is as it must be, 1 it is not, 2 the check could not be made.
            """.formatted(names().collect(Collectors.joining(",\n" + " ".repeat(17))));

    private static final Duration QUICK_LENGTH = Duration.ofSeconds(2);

    /** A little more than the gateway waits for Kafka and for ClickHouse. */
    private static final Duration SHORTEST_OUTAGE = Duration.ofSeconds(6);

    private static final int MOST_SECONDS = 24 * 60 * 60;

    /** Says what is wrong with the arguments. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    static Arguments parse(String... arguments) throws Refused {
        List<Attack> attacks = List.of(Attack.values());
        List<Outage> outages = List.of();
        Duration length = Duration.ofSeconds(20);
        Duration outageLength = Duration.ofSeconds(60);
        Duration p99 = Duration.ofMillis(250);
        boolean isTimed = true;
        Optional<Path> folder = Optional.empty();
        boolean help = false;
        Iterator<String> rest = Arrays.asList(arguments).iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            switch (name) {
                case "--seconds" -> length = seconds(name, rest);
                case "--p99" -> p99 = duration(name, rest, Duration.ofNanos(1));
                case "--outage" -> outageLength = duration(name, rest, SHORTEST_OUTAGE);
                case "--outages" -> {
                    attacks = List.of();
                    outages = List.of(Outage.values());
                }
                case "--only" -> {
                    List<String> wanted = known(value(name, rest));
                    attacks = Stream.of(Attack.values())
                            .filter(attack -> wanted.contains(attack.argument()))
                            .toList();
                    outages = Stream.of(Outage.values())
                            .filter(outage -> wanted.contains(outage.argument()))
                            .toList();
                }
                case "--quick" -> {
                    attacks = List.of(Attack.values());
                    outages = List.of(Outage.values());
                    length = QUICK_LENGTH;
                    outageLength = SHORTEST_OUTAGE;
                    isTimed = false;
                }
                case "--dir" -> folder = Optional.of(Path.of(value(name, rest)));
                case "--help" -> help = true;
                default -> throw new Refused("There is no argument " + name + ".");
            }
        }
        return new Arguments(attacks, outages, length, outageLength, p99, isTimed, folder, help);
    }

    private static String value(String name, Iterator<String> rest) throws Refused {
        if (!rest.hasNext()) {
            throw new Refused(name + " needs a value after it.");
        }
        return rest.next();
    }

    private static Duration seconds(String name, Iterator<String> rest) throws Refused {
        String value = value(name, rest);
        try {
            int seconds = Integer.parseInt(value);
            if (seconds >= 1 && seconds <= MOST_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException notANumber) {
            // Answered below.
        }
        throw new Refused("%s must be a whole number from 1 to %d; it is %s.".formatted(name, MOST_SECONDS, value));
    }

    private static Duration duration(String name, Iterator<String> rest, Duration least) throws Refused {
        String value = value(name, rest);
        try {
            Duration duration = Units.parseDuration(value);
            if (duration.compareTo(least) >= 0) {
                return duration;
            }
        } catch (IllegalArgumentException notADuration) {
            // Answered below.
        }
        throw new Refused("%s must be a time such as 250ms or 60s, of at least %s; it is %s."
                .formatted(name, Times.written(least), value));
    }

    private static List<String> known(String value) throws Refused {
        List<String> wanted = new ArrayList<>(List.of(value.split(",", -1)));
        for (String name : wanted) {
            if (names().noneMatch(name::equals)) {
                throw new Refused(
                        "There is no " + name + "; there are " + names().collect(Collectors.joining(", ")) + ".");
            }
        }
        return wanted;
    }

    private static Stream<String> names() {
        return Stream.concat(
                Stream.of(Attack.values()).map(Attack::argument),
                Stream.of(Outage.values()).map(Outage::argument));
    }
}
