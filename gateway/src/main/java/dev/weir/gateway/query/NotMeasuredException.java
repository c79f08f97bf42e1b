// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

/** The job has not begun to measure a metric. Without a stack trace, because it is no defect. */
public final class NotMeasuredException extends Exception {
    private static final long serialVersionUID = 1L;

    public NotMeasuredException(String metric) {
        super(metric, null, false, false);
    }
}
