// SPDX-License-Identifier: Apache-2.0
/** Telemetry that the gateway and the job share: traces, and the layout of log lines. */
@NullMarked
package dev.weir.telemetry;

import org.jspecify.annotations.NullMarked;
