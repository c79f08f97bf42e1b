// SPDX-License-Identifier: Apache-2.0
/** Admission control: limits for the memory in use and for request rates. */
@NullMarked
package dev.weir.http.admission;

import org.jspecify.annotations.NullMarked;
