// SPDX-License-Identifier: Apache-2.0
/** The event, its Avro encoding, and the rules that the gateway and the job check. */
@NullMarked
package dev.weir.event;

import org.jspecify.annotations.NullMarked;
