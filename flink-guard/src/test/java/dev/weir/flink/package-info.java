@NullMarked
package dev.weir.flink;

import org.jspecify.annotations.NullMarked;
