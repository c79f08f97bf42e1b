// SPDX-License-Identifier: Apache-2.0
/** Fault injection: a cluster of processes, any of which may be killed, frozen or cut off while events are counted. */
@NullMarked
package dev.weir.resilience.chaos;

import org.jspecify.annotations.NullMarked;
