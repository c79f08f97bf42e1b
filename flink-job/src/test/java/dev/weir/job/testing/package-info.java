// SPDX-License-Identifier: Apache-2.0
/** Test utilities shared by several packages. */
@NullMarked
package dev.weir.job.testing;

import org.jspecify.annotations.NullMarked;
