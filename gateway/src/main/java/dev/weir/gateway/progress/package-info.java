// SPDX-License-Identifier: Apache-2.0
/** How far the log has been counted, and waiting for it, so that clients can read their own writes. */
@NullMarked
package dev.weir.gateway.progress;

import org.jspecify.annotations.NullMarked;
