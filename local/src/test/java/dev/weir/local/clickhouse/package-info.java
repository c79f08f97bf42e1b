@NullMarked
package dev.weir.local.clickhouse;

import org.jspecify.annotations.NullMarked;
