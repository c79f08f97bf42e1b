// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.weir.local.demo;

import org.jspecify.annotations.NullMarked;
