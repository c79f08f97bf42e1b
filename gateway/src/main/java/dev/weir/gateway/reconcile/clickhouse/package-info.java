// SPDX-License-Identifier: Apache-2.0
/** Reads the books and the sums of the tables from ClickHouse. */
@NullMarked
package dev.weir.gateway.reconcile.clickhouse;

import org.jspecify.annotations.NullMarked;
