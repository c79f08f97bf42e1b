// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

/**
 * The result of one contender in one round.
 *
 * @param value NaN if there is none
 * @param fault why the value does not count, such as a wrong result; empty if it counts
 */
record Measurement(String contender, int round, double value, String fault) {
    static Measurement of(String contender, int round, double value) {
        return new Measurement(contender, round, value, "");
    }

    static Measurement failed(String contender, int round, String fault) {
        return new Measurement(contender, round, Double.NaN, fault);
    }

    boolean counts() {
        return fault.isEmpty() && !Double.isNaN(value);
    }
}
