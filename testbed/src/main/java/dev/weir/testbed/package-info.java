// SPDX-License-Identifier: Apache-2.0
/** What the programs that test Weir and the integration tests share: clients, traffic, and the numbers to expect. */
@NullMarked
package dev.weir.testbed;

import org.jspecify.annotations.NullMarked;
