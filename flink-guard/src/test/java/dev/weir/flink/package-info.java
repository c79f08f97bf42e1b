// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.weir.flink;

import org.jspecify.annotations.NullMarked;
