@NullMarked
package dev.weir.local.flink;

import org.jspecify.annotations.NullMarked;
