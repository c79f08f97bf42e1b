// SPDX-License-Identifier: Apache-2.0
/** Dead letters in ClickHouse: one class for each query. */
@NullMarked
package dev.weir.gateway.deadletters.clickhouse;

import org.jspecify.annotations.NullMarked;
