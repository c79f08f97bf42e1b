// SPDX-License-Identifier: Apache-2.0
/** The schema of Weir's database in ClickHouse, and how to reach it. */
@NullMarked
package dev.weir.migrator;

import org.jspecify.annotations.NullMarked;
