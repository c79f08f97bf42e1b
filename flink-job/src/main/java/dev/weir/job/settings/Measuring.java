// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.settings;

import dev.weir.job.past.Past;
import java.io.Serializable;

/**
 * Which events are measured by a metric definition.
 *
 * @param since every event received from then on is measured, in milliseconds since the Unix epoch; 0 if every event of
 *     the log is
 * @param past the events before, as far as the table of raw events has them
 */
public record Measuring(long since, Past past) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Every event of the log. */
    public static final Measuring EVERYTHING = new Measuring(0, Past.NONE);

    /** No events: the definition is no longer in the file. Its totals and rows stay as they are. */
    public static final Measuring NOTHING = new Measuring(-1, Past.NONE);

    String encode() {
        return since + "@" + past.encode();
    }

    static Measuring decode(String encoded) {
        int at = encoded.indexOf('@');
        return new Measuring(Long.parseLong(encoded.substring(0, at)), Past.decode(encoded.substring(at + 1)));
    }
}
