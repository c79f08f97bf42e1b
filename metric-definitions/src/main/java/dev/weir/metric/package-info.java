// SPDX-License-Identifier: Apache-2.0
/** Metrics that users define. */
@NullMarked
package dev.weir.metric;

import org.jspecify.annotations.NullMarked;
