@NullMarked
package dev.weir.local.kafka;

import org.jspecify.annotations.NullMarked;
