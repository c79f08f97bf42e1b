// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.resilience.examination.Preload;
import dev.weir.testbed.OptionLength;
import dev.weir.testbed.OptionNames;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code chaos}. */
final class ChaosArguments {
    /** The faults of a run that takes less than two minutes. */
    private static final List<FaultKind> QUICK = List.of(
            FaultKind.KILL_TASKMANAGER,
            FaultKind.DROP_REPLIES,
            FaultKind.KILL_BROKER,
            FaultKind.CUT_INSERTS,
            FaultKind.FILL_CHECKPOINTS);

    @Option(
            names = "--minutes",
            paramLabel = "N",
            converter = Minutes.class,
            description = "how long to send events; 10 by default")
    Duration length = Duration.ofMinutes(10);

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "seed of the events and faults, a whole number; ${DEFAULT-VALUE} by default")
    long seed = 1;

    @Option(
            names = "--preload",
            paramLabel = "N",
            converter = PreloadEvents.class,
            description =
                    "number of events that are counted before the faults begin, a multiple of 1,000; some are sent"
                            + " again during the faults; none by default, not with --break")
    Preload preload = Preload.NONE;

    @Option(names = "--quick", description = "a fixed set of faults, in less than two minutes")
    private boolean isQuick;

    @Option(
            names = "--faults",
            paramLabel = "A,B",
            split = OptionNames.COMMA,
            hideParamSyntax = true,
            converter = FaultNames.class,
            completionCandidates = FaultNames.class,
            description = "these faults in this order instead of random ones: any of ${COMPLETION-CANDIDATES}")
    private List<FaultKind> faults = List.of();

    @Option(
            names = "--break",
            paramLabel = "A,B",
            split = OptionNames.COMMA,
            hideParamSyntax = true,
            converter = BreakageNames.class,
            description = "break guarantees on purpose, so that the check must fail: deduplication (identities are"
                    + " forgotten after a second), versions (the last row wins, not the newest), ack (some requests"
                    + " are acknowledged and dropped)")
    List<Breakage> breakages = List.of();

    /** The faults to inject in this order. Empty for random faults. */
    List<FaultKind> faults() {
        return isQuick && faults.isEmpty() ? QUICK : faults;
    }

    private static final class Minutes extends OptionLength {
        Minutes() {
            super(ChronoUnit.MINUTES);
        }
    }

    private static final class PreloadEvents implements ITypeConverter<Preload> {
        @Override
        public Preload convert(String text) {
            try {
                return Preload.of(Long.parseLong(text));
            } catch (IllegalArgumentException refused) {
                throw new TypeConversionException(
                        String.format(Locale.ROOT, "'%s' is not a multiple of %,d", text, Preload.BATCH));
            }
        }
    }

    private static final class FaultNames extends OptionNames<FaultKind> {
        FaultNames() {
            super(Stream.of(FaultKind.values()));
        }
    }

    private static final class BreakageNames extends OptionNames<Breakage> {
        BreakageNames() {
            super(Stream.of(Breakage.values()));
        }
    }
}
