// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.weir.local;

import org.jspecify.annotations.NullMarked;
