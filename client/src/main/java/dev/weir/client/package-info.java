// SPDX-License-Identifier: Apache-2.0
/** A client that sends events to Weir from a program. Begin with {@link dev.weir.client.WeirClient}. */
@NullMarked
package dev.weir.client;

import org.jspecify.annotations.NullMarked;
