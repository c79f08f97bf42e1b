// SPDX-License-Identifier: Apache-2.0
/** Dead letters for operators: list them, send them again, or discard them. Every action is stored. */
@NullMarked
package dev.weir.gateway.operators.deadletters;

import org.jspecify.annotations.NullMarked;
