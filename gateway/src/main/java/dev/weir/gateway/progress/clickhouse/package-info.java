// SPDX-License-Identifier: Apache-2.0
/** Reads from ClickHouse how far the job has counted. */
@NullMarked
package dev.weir.gateway.progress.clickhouse;

import org.jspecify.annotations.NullMarked;
