// SPDX-License-Identifier: Apache-2.0
/** The gateway: its configuration, its composition root and its table of URLs. */
@NullMarked
package dev.weir.gateway;

import org.jspecify.annotations.NullMarked;
