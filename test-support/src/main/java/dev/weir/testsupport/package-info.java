// SPDX-License-Identifier: Apache-2.0
/** Code that the tests of several modules share. */
@NullMarked
package dev.weir.testsupport;

import org.jspecify.annotations.NullMarked;
