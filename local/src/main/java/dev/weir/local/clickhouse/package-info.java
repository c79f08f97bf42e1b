// SPDX-License-Identifier: Apache-2.0
/** Serves the ClickHouse engine library over ClickHouse's HTTP interface. */
@NullMarked
package dev.weir.local.clickhouse;

import org.jspecify.annotations.NullMarked;
