// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.io.Serializable;

/**
 * A mistake in a file of definitions.
 *
 * @param line counts from 1, like {@code column}
 * @param message what is wrong and what to do
 */
public record Mistake(int line, int column, String message) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Such as {@code 3:5: …}. A file name may be put in front, with another colon. */
    @Override
    public String toString() {
        return line + ":" + column + ": " + message;
    }
}
