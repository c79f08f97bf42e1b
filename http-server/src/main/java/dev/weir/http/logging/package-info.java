// SPDX-License-Identifier: Apache-2.0
/** What the gateway's log lines contain besides the message. */
@NullMarked
package dev.weir.http.logging;

import org.jspecify.annotations.NullMarked;
