package dev.weir.it.abuse;

import java.time.Duration;
import java.util.Locale;

/**
 * Whether something is as it must be.
 *
 * @param isAboutTime whether it depends on how fast the machine is
 * @param text what must be, and what was seen
 */
record Verdict(boolean isMet, boolean isAboutTime, String text) {
    static Verdict of(boolean isMet, String text) {
        return new Verdict(isMet, false, text);
    }

    static Verdict within(Duration limit, Duration seen, String what) {
        return new Verdict(
                seen.compareTo(limit) <= 0,
                true,
                String.format(Locale.ROOT, "%s within %s: %s", what, Times.written(limit), Times.written(seen)));
    }

    String line() {
        return (isMet ? "  ok      " : "  MISSED  ") + text;
    }
}
