package dev.weir.it.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@code chaos} was asked to do.
 *
 * @param faults in place of random ones; empty: random ones
 * @param folder empty: the usual one
 */
record Arguments(
        Duration length, long seed, List<FaultKind> faults, Breakage breakage, Optional<Path> folder, boolean isHelp) {
    static final String USAGE = """
            Usage: ./chaos [--minutes N] [--seed S]

            Starts all of Weir on this machine, every component a process of its own, sends events, and meanwhile kills,
            freezes, stops and cuts off components. Then it checks that every acknowledged event was counted once, in
            every number.

              --minutes N    how long to send events; 10 by default
              --seed S       which events and which faults, a whole number; 1 by default
              --quick        a fixed set of faults in less than two minutes
              --faults A,B   these faults, one after the other, in place of random ones: any of
                             %s
              --break WHAT   break a guarantee on purpose, to see that the check notices: deduplication (identities are
                             forgotten after a second), versions (the last row wins, not the newest), ack (some requests
                             are acknowledged and thrown away)
              --dir FOLDER   where to keep data and logs; integration-tests/target/chaos by default
              --help         this text

            Exit status: 0 all numbers are exact, 1 they are not, 2 the check could not be made.
            """.formatted(names(FaultKind.values(), "\n" + " ".repeat(17)));

    /** Faults for a run in less than two minutes. */
    private static final List<FaultKind> QUICK = List.of(
            FaultKind.KILL_TASKMANAGER,
            FaultKind.DROP_REPLIES,
            FaultKind.KILL_BROKER,
            FaultKind.CUT_INSERTS,
            FaultKind.FILL_CHECKPOINTS);

    private static final int MOST_MINUTES = 24 * 60;

    /** Says what is wrong with the arguments. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    static Arguments parse(String... arguments) throws Refused {
        Duration length = Duration.ofMinutes(10);
        long seed = 1;
        List<FaultKind> faults = List.of();
        Breakage breakage = Breakage.NONE;
        Optional<Path> folder = Optional.empty();
        boolean help = false;
        Iterator<String> rest = Arrays.asList(arguments).iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            switch (name) {
                case "--minutes" -> length = Duration.ofMinutes(number(name, rest, 1, MOST_MINUTES));
                case "--seed" -> seed = number(name, rest, Long.MIN_VALUE, Long.MAX_VALUE);
                case "--quick" -> faults = QUICK;
                case "--faults" -> faults = faults(value(name, rest));
                case "--break" -> breakage = breakage(value(name, rest));
                case "--dir" -> folder = Optional.of(Path.of(value(name, rest)));
                case "--help" -> help = true;
                default -> throw new Refused("There is no argument " + name + ".");
            }
        }
        return new Arguments(length, seed, faults, breakage, folder, help);
    }

    private static String value(String name, Iterator<String> rest) throws Refused {
        if (!rest.hasNext()) {
            throw new Refused(name + " needs a value after it.");
        }
        return rest.next();
    }

    private static long number(String name, Iterator<String> rest, long least, long most) throws Refused {
        String value = value(name, rest);
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Answered below.
        }
        throw new Refused("%s must be a whole number from %d to %d; it is %s.".formatted(name, least, most, value));
    }

    private static List<FaultKind> faults(String value) throws Refused {
        List<FaultKind> faults = new ArrayList<>();
        for (String name : value.split(",", -1)) {
            faults.add(named(name, FaultKind.values())
                    .orElseThrow(() -> new Refused(
                            "There is no fault " + name + "; there are " + names(FaultKind.values(), " ") + ".")));
        }
        return faults;
    }

    private static Breakage breakage(String value) throws Refused {
        return named(value, Breakage.values())
                .filter(breakage -> breakage != Breakage.NONE)
                .orElseThrow(
                        () -> new Refused("--break must be one of deduplication, versions, ack; it is " + value + "."));
    }

    private static <E extends Enum<E>> Optional<E> named(String name, E[] values) {
        return Arrays.stream(values)
                .filter(value -> written(value).equals(name))
                .findFirst();
    }

    private static <E extends Enum<E>> String names(E[] values, String separator) {
        return Arrays.stream(values).map(Arguments::written).collect(Collectors.joining("," + separator));
    }

    private static String written(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
