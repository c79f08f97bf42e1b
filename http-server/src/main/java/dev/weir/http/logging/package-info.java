// SPDX-License-Identifier: Apache-2.0
/** The fields of the gateway's log lines besides the message. */
@NullMarked
package dev.weir.http.logging;

import org.jspecify.annotations.NullMarked;
