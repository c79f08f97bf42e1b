// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.time.Duration;
import java.util.Locale;

/**
 * Whether a requirement is met.
 *
 * @param isAboutTime whether the result depends on how fast the machine is
 * @param text the requirement, and what was observed
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
