// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

/** A contender did not reach the end of the log. */
final class DrainFailure extends Exception {
    DrainFailure(String message) {
        super(message);
    }
}
