// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import dev.weir.configuration.Units;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the value of an option to a duration. */
public class OptionLength implements ITypeConverter<Duration> {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);

    private final Function<String, Duration> reading;
    private final Duration least;
    private final Duration most;
    private final String expected;

    /** Accepts any duration with a unit, of at least 1 ms. */
    public OptionLength() {
        this(Duration.ofMillis(1));
    }

    /** Accepts a duration with a unit. */
    protected OptionLength(Duration least) {
        this(Units::parseDuration, least, ENDLESS, "a time such as 250ms or 60s, of at least " + Units.format(least));
    }

    /** Accepts a whole number of units, up to a day. */
    protected OptionLength(ChronoUnit unit) {
        this(
                text -> Duration.of(Integer.parseInt(text), unit),
                unit.getDuration(),
                DAY,
                "a whole number from 1 to " + DAY.dividedBy(unit.getDuration()));
    }

    private OptionLength(Function<String, Duration> reading, Duration least, Duration most, String expected) {
        this.reading = reading;
        this.least = least;
        this.most = most;
        this.expected = expected;
    }

    @Override
    public final Duration convert(String text) {
        try {
            Duration length = reading.apply(text);
            if (length.compareTo(least) >= 0 && length.compareTo(most) <= 0) {
                return length;
            }
        } catch (IllegalArgumentException unreadable) {
            // Reported below.
        }
        throw new TypeConversionException(String.format(Locale.ROOT, "'%s' is not %s", text, expected));
    }
}
