// SPDX-License-Identifier: Apache-2.0
/** Readings: measurements of services, which every protocol for them turns into events of the type {@code metric}. */
@NullMarked
package dev.weir.gateway.readings;

import org.jspecify.annotations.NullMarked;
