// SPDX-License-Identifier: Apache-2.0
/** What operators use: dead letters, the lookup of an event, and the comparison of the ledger. Here is the shared code. */
@NullMarked
package dev.weir.gateway.operators;

import org.jspecify.annotations.NullMarked;
