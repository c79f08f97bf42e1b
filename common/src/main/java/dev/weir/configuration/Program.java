// SPDX-License-Identifier: Apache-2.0
package dev.weir.configuration;

/** A program of Weir that is configured by {@link Variable}s. */
public enum Program {
    /** {@code ./run}: the whole stack on one machine. */
    RUN,
    GATEWAY,
    JOB,
    MIGRATOR
}
