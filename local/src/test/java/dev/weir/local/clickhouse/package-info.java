// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.weir.local.clickhouse;

import org.jspecify.annotations.NullMarked;
