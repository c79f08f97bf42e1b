// SPDX-License-Identifier: Apache-2.0
/** Connections to ClickHouse, shared by all packages that query it. */
@NullMarked
package dev.weir.gateway.clickhouse;

import org.jspecify.annotations.NullMarked;
