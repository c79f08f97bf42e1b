// SPDX-License-Identifier: Apache-2.0
/** Tests of the whole system from outside, and of the files that deploy and document it. */
@NullMarked
package dev.weir.it;

import org.jspecify.annotations.NullMarked;
