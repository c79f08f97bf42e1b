// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.time;

import java.io.Serializable;
import java.time.Duration;

/**
 * An earlier value of a setting, which still applies to events received before the setting was changed.
 *
 * @param until the time of the change, in milliseconds since the Unix epoch
 */
public record EarlierValue(Duration value, long until) implements Serializable {
    private static final long serialVersionUID = 1L;

    boolean appliesAt(long receivedAt) {
        return receivedAt < until;
    }
}
