// SPDX-License-Identifier: Apache-2.0
/** Searches the log for one event. */
@NullMarked
package dev.weir.gateway.lookup.kafka;

import org.jspecify.annotations.NullMarked;
